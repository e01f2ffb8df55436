// SPDX-License-Identifier: Apache-2.0

/// The rows of Grant's queue, in an order in which none can hide behind others.
///
/// Most queues are one page. Of a longer one, the oldest page comes first, for what has waited longest, then the newest, for
/// what has just come due, and then the others, from where the last sweep stopped and around. So a sweep may look at a bounded
/// number of rows, and however many others somebody has written, and wherever: each row has its turn.
struct RequestWalk {
    let ledger: any Ledger

    /// What is due by then is walked through.
    let moment: Timestamp

    private enum Stage {
        case oldest
        case newest
        /// From where the last sweep stopped to the end.
        case onwards(DueCursor?)
        /// From the first page to where the last sweep stopped.
        case around(DueCursor)
        case over
    }

    private var stage = Stage.oldest
    private var seen: Set<String> = []

    /// Where the second page begins.
    private var second: DueCursor?

    /// Whether the stage has begun elsewhere than at the beginning.
    private var hasSkipped = false

    init(_ ledger: any Ledger, dueBy moment: Timestamp) {
        self.ledger = ledger
        self.moment = moment
    }

    /// Whether nothing is left, as far as is known.
    var isOver: Bool { if case .over = stage { true } else { false } }

    /// Whether the rows of the page that came last are in the order in which the next sweep goes on.
    private(set) var isInOrder = false

    /// The next page, without the rows that have been on one before; nil after the last.
    mutating func next() async throws(LedgerError) -> [OpenRequestRow]? {
        while true {
            switch stage {
            case .over: return nil
            case .oldest:
                let page = try await ledger.openRequests(dueBy: moment, after: nil)
                second = page.next
                stage = page.next == nil ? .over : .newest
                return unseen(page)
            case .newest:
                let page = try await ledger.openRequests(dueBy: moment, after: nil, .newestFirst)
                let place = try await ledger.requestSweepPlace()
                hasSkipped = place != nil
                stage = .onwards(place ?? second)
                return unseen(page)
            case .onwards(let cursor):
                isInOrder = true
                let page = try await ledger.openRequests(dueBy: moment, after: cursor)
                if let next = page.next {
                    stage = .onwards(next)
                } else if hasSkipped, let second {
                    stage = .around(second)
                } else {
                    stage = .over
                }
                let rows = unseen(page)
                if !rows.isEmpty { return rows }
            case .around(let cursor):
                let page = try await ledger.openRequests(dueBy: moment, after: cursor)
                let rows = unseen(page)
                // A page of which everything has been seen is where this walk began.
                stage = page.next.map { rows.isEmpty ? .over : .around($0) } ?? .over
                if !rows.isEmpty { return rows }
            }
        }
    }

    private mutating func unseen(_ page: OpenRequestPage) -> [OpenRequestRow] {
        page.rows.filter { seen.insert($0.place.key).inserted }
    }
}
