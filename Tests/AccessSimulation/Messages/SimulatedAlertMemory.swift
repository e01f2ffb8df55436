// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// What people have been told of, for all containers together.
public final class SimulatedAlertMemory: AlertMemory {
    private let stored = Box<AlertedRecord?>(nil)
    private let problem = Box<LedgerError?>(nil)
    private let loss = Box(false)
    private let oblivion = Box(false)
    private let readings = Box(0)

    /// Creates one that remembers nothing yet.
    public init() {}

    /// Why it cannot be reached; nil if it can.
    public var failure: LedgerError? {
        get { problem.get() }
        set { problem.set(newValue) }
    }

    /// Whether the next write happens and is answered as if another had come first.
    public var losesAnswer: Bool {
        get { loss.get() }
        set { loss.set(newValue) }
    }

    /// Whether it can be read and nothing can be written.
    public var forgets: Bool {
        get { oblivion.get() }
        set { oblivion.set(newValue) }
    }

    /// How often it was read.
    public var reads: Int { readings.get() }

    /// What is remembered.
    public var record: AlertedRecord? { stored.get() }

    /// What somebody who writes to the table directly leaves there.
    func put(_ record: AlertedRecord) { stored.set(record) }

    public func alerted() async throws(LedgerError) -> AlertedRecord? {
        if let failure { throw failure }
        readings.update { $0 += 1 }
        return stored.get()
    }

    public func remember(_ record: AlertedRecord) async throws(LedgerError) -> Bool {
        if let failure { throw failure }
        if forgets { throw .unavailable("No answer.", awsRequestID: nil) }
        let isWritten = stored.update { stored in
            guard stored?.version ?? 0 == record.version - 1 else { return false }
            stored = record
            return true
        }
        defer { loss.set(false) }
        return isWritten && !losesAnswer
    }
}
