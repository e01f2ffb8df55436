// SPDX-License-Identifier: Apache-2.0

/// How many requests a caller has open: those that await a decision or their beginning.
///
/// The number is changed in the transaction that opens or closes a request. Whoever can write to the table can write
/// another number, so it is only a reason to look: see ``OpenRequestRecount``.
public enum StoredCount: Sendable, Equatable {
    case absent
    case count(Int)
    /// It is no number that this could be.
    case unreadable
}

/// What a transaction does to the number.
public enum OpenCountChange: Sendable, Equatable {
    /// One more, on condition that there are fewer than `limit`, and not fewer than none.
    case opened(limit: Int)
    /// One less, on condition that there is one.
    case closed
    /// Another number, on condition that there is still the one that was read.
    case corrected(to: Int, from: StoredCount)
}

extension RequestRecord {
    /// Whether it awaits a decision or its beginning.
    var isOpen: Bool { dueAt != nil }

    /// One less for each of those whose request this was, if `next` ends its waiting.
    func closings(by next: RequestRecord) -> [LedgerChange] {
        guard isOpen, !next.isOpen else { return [] }
        return Caller.all(of: requestedBy).map { .countOpenRequests(of: $0, .closed) }
    }
}

extension LedgerChange {
    /// Whether it counts a request that is no longer open. That must not keep it open.
    var isClosing: Bool {
        if case .countOpenRequests(_, .closed) = self { true } else { false }
    }
}
