// SPDX-License-Identifier: Apache-2.0

import Hashing
public import JITAccess
import Synchronization

/// Seals by keys in memory, of which one is the present one. Calls fail as those of every other port.
public final class SimulatedSeals: RequestSeals {
    private struct Keys {
        var present: [UInt8]? = Array("the first key".utf8)
        var old: [[UInt8]] = []
    }

    private let keys = Mutex(Keys())

    /// Creates it with a key.
    public init() {}

    public let table = "arn:aws:dynamodb:eu-central-1:111122223333:table/jit-access-state"

    public var isConfigured: Bool { keys.withLock { $0.present != nil } }

    /// Takes the key away, as in an installation that never had one.
    public func removeKey() { keys.withLock { $0 = Keys(present: nil) } }

    /// Puts another key in its place.
    ///
    /// - Parameter keepsOld: whether the one of before is still known.
    public func rotate(to name: String, keepsOld: Bool = true) {
        keys.withLock { keys in
            if keepsOld, let present = keys.present { keys.old.append(present) }
            if !keepsOld { keys.old = [] }
            keys.present = Array(name.utf8)
        }
    }

    public func seal(_ digest: [UInt8]) async throws(SealError) -> RequestSeal {
        try await call(.seal) { () throws(SealError) in
            guard let key = keys.withLock({ $0.present }),
                let code = try? HMACSHA256.code(for: digest, key: key), let seal = RequestSeal(mac: code)
            else { throw SealError("There is no key.") }
            return seal
        }
    }

    public func verify(_ seal: RequestSeal, of digest: [UInt8]) async throws(SealError) -> Bool {
        try await call(.verifySeal) {
            let (present, old) = keys.withLock { ($0.present, $0.old) }
            return ([present].compactMap(\.self) + old).contains { key in
                (try? HMACSHA256.code(for: digest, key: key)) == seal.mac
            }
        }
    }

    private func call<Value>(
        _ operation: PortOperation,
        _ effect: () throws(SealError) -> Value
    ) async throws(SealError) -> Value {
        guard let process = SimulatedProcess.current else { return try effect() }
        return try await process.call(operation) { _ in
            SealError("KMS does not answer.", awsRequestID: "seal-fault")
        } _: { () throws(SealError) in
            try effect()
        }
    }
}

/// The seals as a function reaches them, or as one that is broken does.
struct SealsView: RequestSeals {
    let seals: SimulatedSeals
    let breakage: Breakage?

    var isConfigured: Bool { seals.isConfigured }
    var table: String { seals.table }

    func seal(_ digest: [UInt8]) async throws(SealError) -> RequestSeal { try await seals.seal(digest) }

    func verify(_ seal: RequestSeal, of digest: [UInt8]) async throws(SealError) -> Bool {
        let isGenuine = try await seals.verify(seal, of: digest)
        // A digest that is not compared shows only where the seal does not.
        // Whoever counts somebody twice must believe what they have made of the approvals.
        return isGenuine
            || [.believesEverySeal, .comparesNoDigest, .countsApproversTwice].contains(breakage)
    }
}
