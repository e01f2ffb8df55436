// SPDX-License-Identifier: Apache-2.0

/// Writes a request that waits, and counts it for those who may have so many open at a time.
struct RequestOpening {
    let context: GrantContext
    let record: RequestRecord

    /// How many people must approve it.
    let approvals: Int

    /// - Returns: false if the id is taken.
    /// - Throws: ``Refusal``: 429 if there are too many, or too many attempts were refused.
    func run(_ writer: inout LedgerWriter) async throws(Refusal) -> Bool {
        var patience = Patience(context.surroundings, invocation: context.invocation)
        let callers = Caller.all(of: record.requestedBy)
        var corrections: [Caller: OpenCountChange] = [:]
        while true {
            let counts = callers.map { caller in
                LedgerChange.countOpenRequests(of: caller, corrections[caller] ?? .opened(limit: limit(caller)))
            }
            do {
                try await writer.commit(
                    [.putRequest(record, expecting: .absent)] + counts + context.attemptCheck,
                    [LedgerWriter.Entry(record.id, .asked(record, .pending, approvalsNeeded: approvals))]
                )
                return true
            } catch .conflict(let parts) {
                if parts.contains(.request) { return false }
                if parts.contains(.attemptLimit) { throw context.tooManyAttempts() }
                corrections = parts.contains(.openRequestLimit) ? try await correct(callers) : [:]
            } catch {
                throw Refusal(error)
            }
            // Others are at work on the same numbers.
            guard await patience.wait() else { throw .changing(record.id) }
        }
    }

    private func limit(_ caller: Caller) -> Int { caller.bound(context.rules.maximumOpenRequests) }

    /// What to write instead of numbers that are too great, or are none.
    private func correct(_ callers: [Caller]) async throws(Refusal) -> [Caller: OpenCountChange] {
        let ledger = context.surroundings.ledger
        var corrections: [Caller: OpenCountChange] = [:]
        for caller in callers {
            let stored = try refusing(
                await attempt { () throws(LedgerError) in try await ledger.openRequestCount(of: caller) }
            )
            let limit = limit(caller)
            if case .count(let count) = stored, count < limit { continue }
            if stored == .absent { continue }
            let count = try await OpenRequestRecount(context: context).run(caller, limit: limit)
            guard count < limit else { throw .tooManyOpenRequests(caller, limit) }
            corrections[caller] = .corrected(to: count + 1, from: stored)
        }
        return corrections
    }
}

extension Refusal {
    fileprivate static func tooManyOpenRequests(_ caller: Caller, _ limit: Int) -> Refusal {
        let who = caller.isSystem ? "What came through \(caller.name) has" : "You have"
        let way = caller.way.map { " by way of \($0)" } ?? ""
        return Refusal(
            .tooManyOpenRequests,
            "\(who) \(limit) requests\(way) that wait for a decision or for their "
                + "beginning, and there may be no more. Wait until one is decided, or take one back with: "
                + "hourglass cancel ID"
        )
    }
}
