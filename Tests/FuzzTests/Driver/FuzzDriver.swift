// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What libFuzzer calls with each input; see scripts/fuzz. It has `main` and chooses the inputs.
/// https://llvm.org/docs/LibFuzzer.html
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if let violation = target.violation(bytes) {
        FileHandle.standardError.write(Data("\(target.name): \(violation)\n".utf8))
        // libFuzzer keeps the input and ends.
        abort()
    }
    return 0
}

/// The target that `FUZZ_TARGET` names.
private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget.named(name) else {
        let names = FuzzTarget.all.map(\.name).joined(separator: " ")
        FileHandle.standardError.write(Data("FUZZ_TARGET must be one of: \(names)\n".utf8))
        exit(64)
    }
    return target
}()

/// Before anything is fuzzed: with `FUZZ_SEEDS` only writes the target's seeds into that folder.
@_cdecl("LLVMFuzzerInitialize")
public func fuzzInitialize(_ count: UnsafeMutableRawPointer?, _ arguments: UnsafeMutableRawPointer?) -> CInt {
    guard let folder = ProcessInfo.processInfo.environment["FUZZ_SEEDS"] else { return 0 }
    do {
        for target in FuzzTarget.all {
            let seeds = URL(filePath: folder).appending(path: target.name)
            try FileManager.default.createDirectory(at: seeds, withIntermediateDirectories: true)
            for (number, seed) in target.seeds.enumerated() {
                try Data(seed.utf8).write(to: seeds.appending(path: "seed-\(number)"))
            }
        }
    } catch {
        print("The seeds cannot be written: \(error)")
        exit(2)
    }
    exit(0)
}
