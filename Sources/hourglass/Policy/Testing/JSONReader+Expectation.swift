// SPDX-License-Identifier: Apache-2.0

import JITAccess

extension JSONReader {
    private enum ExpectationKey: String, KnownWord {
        case name, user, account, permissionSet = "permission_set", duration, path, justification, ticket
        case ticketRecord = "ticket_record", startAt = "start_at", expect, rule, approvals, code

        static let words = KnownWords(Self.self)
    }

    private enum AssertionKey: String, KnownWord {
        case name, principals, accounts, permissionSets = "permission_sets", paths, neverAllowed = "never_allowed"
        case approvalsAtLeast = "approvals_at_least", durationAtMost = "duration_at_most"

        static let words = KnownWords(Self.self)
    }

    mutating func expectation(_ tests: PolicyTests) throws(JSONProblem) -> Expectation {
        var name: String?
        var user: PolicyPrincipal?
        var account: PolicyAccount?
        var permissionSet = PolicyPermissionSet.named(tests.defaultPermissionSet)
        var duration = LeaseDuration.oneDay
        var path = AccessPath.cli
        var justification: String?
        var ticket: String?
        var record: TicketRecordDraft?
        // 2026-01-14, a Wednesday, at 10:00 UTC: the same day each time.
        var start = Timestamp(seconds: 1_768_384_800)
        var outcome: Expectation.Outcome?
        var rule: String?
        var approvals: Int?
        var code: String?
        let begin = offsetOfNext()
        try beginObject()
        while let key = try nextMember(ExpectationKey.self, of: "an expectation") {
            switch key {
            case .name: name = try text(200)
            case .user:
                user = try parsed("a name of one of the people in the facts") { tests.person($0) }
            case .account:
                account = try parsed("the id or name of an account in the facts") {
                    tests.account($0)
                }
            case .permissionSet: permissionSet = try self.permissionSet(tests.defaultPermissionSet)
            case .duration: duration = try self.duration()
            case .path: path = try choice(AccessPath.self)
            case .justification: justification = try string()
            case .ticket: ticket = try string()
            case .ticketRecord: record = try ticketRecord()
            case .startAt: start = try parsed("a time such as \"2026-01-14T10:00:00Z\"") { Moments.parse($0) }
            case .expect: outcome = try choice(Expectation.Outcome.self)
            case .rule: rule = try text(64)
            case .approvals: approvals = Int(try wholeNumber(0...100))
            case .code: code = try text(64)
            }
        }
        guard let user, let account, let outcome else {
            throw problem("must have user, account and expect", at: begin)
        }
        if let ticket, record != nil, TicketNumber(ticket) == nil {
            throw problem("has a ticket_record, and its ticket is no number of ServiceNow", at: begin)
        }
        let question = PolicyQuestion(
            principal: user,
            path: path,
            account: account,
            permissionSet: permissionSet,
            duration: duration,
            justification: justification,
            ticket: ticket,
            // What is no number of a ticket the function finds no ticket for.
            ticketRecord: ticket.flatMap { TicketNumber($0) }
                .map { (record ?? TicketRecordDraft()).ticket($0.description, of: user) },
            start: start
        )
        let number = tests.expectations.count + 1
        let expectation = Expectation(
            name: name
                ?? "expectation \(number): \(user.names.first ?? "") on \(account.name ?? account.id.description)",
            question: question,
            outcome: outcome,
            rule: rule,
            approvals: approvals,
            code: code
        )
        if let contradiction = expectation.contradiction { throw problem(contradiction, at: begin) }
        return expectation
    }

    mutating func assertion(_ tests: PolicyTests) throws(JSONProblem) -> Assertion {
        var assertion = Assertion(name: "")
        let begin = offsetOfNext()
        try beginObject()
        while let key = try nextMember(AssertionKey.self, of: "an assertion") {
            switch key {
            case .name: assertion.name = try text(200)
            case .principals: assertion.principals = try principals()
            case .accounts: assertion.accounts = try accounts()
            case .permissionSets: assertion.permissionSets = try permissionSets(tests.defaultPermissionSet)
            case .paths: assertion.paths = try paths()
            case .neverAllowed: assertion.claim.isNever = try bool()
            case .approvalsAtLeast: assertion.claim.leastApprovals = Int(try wholeNumber(1...100))
            case .durationAtMost: assertion.claim.longest = try duration()
            }
        }
        let claim = assertion.claim
        guard !assertion.name.isEmpty, claim.isNever || claim.leastApprovals != nil || claim.longest != nil else {
            throw problem(
                "must have a name and one of never_allowed, approvals_at_least and duration_at_most",
                at: begin
            )
        }
        return assertion
    }
}
