// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// What doors remember between invocations and containers. No state of anybody's access: what is lost here costs a
/// message sent twice, so entries may expire.
public protocol DoorMemory: Sendable {
    /// Takes `key` for `owner`; false if another has it already. Taking it again is granted to the same owner, so that
    /// a lost answer does no harm.
    func claim(_ key: String, owner: String, until: Timestamp) async throws(MemoryError) -> Bool

    /// Remembers `text` under `key`, whatever was there.
    func keep(_ key: String, _ text: String, until: Timestamp) async throws(MemoryError)

    /// What is remembered under `key`, read consistently; nil if nothing is.
    func recall(_ key: String) async throws(MemoryError) -> String?
}

/// The memory cannot be reached.
public struct MemoryError: Error, Sendable, Equatable {
    public let message: String

    /// Creates an error.
    public init(_ message: String) {
        self.message = message
    }
}
