// SPDX-License-Identifier: Apache-2.0

import Foundation

/// scripts/lib/signature_verifier.py as a process of its own, which ends with this object at the latest.
final class SignatureVerifier {
    let url: String

    private let process = Process()
    private let input = Pipe()

    struct DidNotStart: Error {}

    /// Starts the server; `python` is one that has botocore.
    init(python: String, accessKeyID: String, secretAccessKey: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let output = Pipe()
        process.executableURL = URL(filePath: python)
        process.arguments = [
            root.appending(path: "scripts/lib/signature_verifier.py").path, accessKeyID, secretAccessKey,
        ]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard let port = UInt16(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            process.terminate()
            throw DidNotStart()
        }
        url = "http://127.0.0.1:\(port)"
    }

    deinit {
        // The server ends when its input does.
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
