// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import Testing

@Suite("What a rule wants of a ticket's record")
struct TicketConditionTests {
    private typealias Examples = PolicyExamples

    /// From an hour before the example question's start to five hours after it.
    private static let window = Ticket.Window(
        start: Examples.start - .seconds(3600),
        end: Examples.start + .seconds(5 * 3600)
    )

    private static func change(
        isOpen: Bool = true,
        states: [String] = ["Implement", "-1"],
        people: [String] = ["ada"],
        window: Ticket.Window? = window
    ) -> Ticket {
        Ticket(number: "CHG0000001", isOpen: isOpen, states: states, people: people, window: window)
    }

    private func decide(
        _ check: String,
        _ ticket: Ticket?,
        _ adapt: (inout PolicyQuestion) throws -> Void = { _ in }
    ) throws -> PolicyDecision {
        let rule = Examples.rule.replacingOccurrences(
            of: "\"effect\"",
            with: "\"ticket\": {\"pattern\": \"CHG*\", \"check\": \(check)}, \"effect\""
        )
        let question = try Examples.question { question in
            question.ticket = "CHG0000001"
            question.ticketRecord = ticket
            try adapt(&question)
        }
        return try Examples.policy(rule).decide(question)
    }

    @Test(
        "It is there and open, in one of the states, the requester's own, and planned for the time of the access",
        arguments: [
            ("{}", change(), "allowed"), ("{}", nil, "ticketNotValid"), ("{}", change(isOpen: false), "ticketNotValid"),
            ("{}", change(people: [], window: nil), "allowed"),
            (#"{"states": ["implement"]}"#, change(), "allowed"), (#"{"states": ["-1"]}"#, change(), "allowed"),
            (#"{"states": ["New", "Scheduled"]}"#, change(), "ticketNotValid"),
            (#"{"participant": true}"#, change(), "allowed"),
            (#"{"participant": true}"#, change(people: ["ADA@example.com"]), "allowed"),
            (#"{"participant": true}"#, change(people: ["alan"]), "ticketOfOthers"),
            (#"{"participant": true}"#, change(people: []), "ticketOfOthers"),
            (#"{"participant": false}"#, change(people: []), "allowed"),
            (#"{"change_window": true}"#, change(), "allowed"),
            (#"{"change_window": true}"#, change(window: nil), "outsideChangeWindow"),
        ] as [(String, Ticket?, String)]
    )
    func check(check: String, ticket: Ticket?, expected: String) throws {
        let decision = try decide(check, ticket)
        #expect(decision.allowance == nil ? decision.short == expected : expected == "allowed")
    }

    @Test(
        "All of the access that is asked for lies in the window",
        arguments: [
            (0, 4, "allowed"), (0, 5, "allowed"), (0, 6, "outsideChangeWindow"), (-1, 6, "allowed"),
            (-2, 4, "outsideChangeWindow"), (5, 1, "outsideChangeWindow"),
        ]
    )
    func window(startsInHours: Int64, hours: Int64, expected: String) throws {
        let decision = try decide(#"{"change_window": true}"#, Self.change()) { question in
            question.start = Examples.start + .seconds(startsInHours * 3600)
            question.duration = try #require(LeaseDuration(hours: hours))
        }
        #expect(decision.allowance == nil ? decision.short == expected : expected == "allowed")
    }

    @Test("What was allowed before may begin while the window is open, and ends with it")
    func beginning() throws {
        let late = try decide(#"{"change_window": true}"#, Self.change()) { question in
            question.start = Examples.start + .seconds(4 * 3600)
            question.stage = .beginning
        }
        #expect(late.allowance?.ticket?.closesAt == Self.window?.end)
        let tooLate = try decide(#"{"change_window": true}"#, Self.change()) { question in
            question.start = Examples.start + .seconds(5 * 3600)
            question.stage = .beginning
        }
        #expect(tooLate.short == "outsideChangeWindow")
    }

    @Test("A ticket that no rule checks is none that the access ends with")
    func unchecked() throws {
        let decision = try Examples.policy(Examples.rule).decide(
            try Examples.question { $0.ticketRecord = Self.change() }
        )
        #expect(decision.allowance != nil)
        #expect(decision.allowance?.ticket == nil)
    }

    @Test(
        "How the ticket is contradicts in no case what is wanted",
        arguments: [
            (
                ["Closed"], change(isOpen: false, states: ["Closed", "3"]),
                "in the state Closed (CHG0000001 is closed, as Closed)"
            ),
            (["Implement"], change(isOpen: false, states: []), "in the state Implement (CHG0000001 is closed)"),
            (["open"], change(states: []), "in the state open (CHG0000001 is open, in no state that is known)"),
            ([], change(isOpen: false), "an open ticket (CHG0000001 is closed, as Implement)"),
        ] as [([String], Ticket, String)]
    )
    func found(states: [String], ticket: Ticket, wish: String) throws {
        let words = states.map { "\"\($0)\"" }.joined(separator: ", ")
        let decision = try decide(states.isEmpty ? "{}" : #"{"states": [\#(words)]}"#, ticket)
        let message = decision.refusal?.message ?? ""
        #expect(message.contains(states.isEmpty ? wish : "wants a ticket \(wish)"), "\(message)")
    }

    @Test("Of a record that is wrong in several ways everything is named, and the first decides the code")
    func several() throws {
        let check = #"{"states": ["New"], "participant": true, "change_window": true}"#
        let decision = try decide(check, Self.change(isOpen: false, people: ["bob"], window: nil))
        #expect(decision.short == "ticketNotValid")
        let message = decision.refusal?.message ?? ""
        for part in ["in the state New", "that the requester is assigned to", "the change window of the ticket"] {
            #expect(message.contains(part), "\(message)")
        }
    }

    @Test("A ticket in lower case is the same ticket, and ten invisible characters are no justification")
    func typed() throws {
        #expect(try decide("{}", Self.change()) { $0.ticket = " chg0000001\n" }.allowance != nil)
        for invisible in ["\u{200B}", "\u{FEFF}", "\u{3164}", "\u{2800}"] {
            let decision = try decide("{}", Self.change()) {
                $0.justification = "a" + String(repeating: invisible, count: 12) + "b"
            }
            #expect(decision.short == "justificationTooShort(10)")
        }
    }

    @Test("The refusal says what was wanted and what was found")
    func messages() throws {
        #expect(
            try decide(#"{"states": ["Scheduled"]}"#, Self.change()).refusal?.message
                == "The rule engineers wants a ticket in the state Scheduled (CHG0000001 is Implement)."
        )
        #expect(
            try decide("{}", nil).refusal?.message
                == "The rule engineers wants an open ticket (the ticket system has no CHG0000001)."
        )
        #expect(
            try decide(#"{"participant": true, "change_window": true}"#, Self.change(people: [], window: nil))
                .refusal?.message
                == "The rule engineers wants a ticket that the requester is assigned to, has opened or asked for "
                + "(not CHG0000001) and wants all of the access within the change window of the ticket "
                + "(CHG0000001 has none)."
        )
    }

    @Test(
        "A check that cannot be meant is refused where it stands",
        arguments: [
            (#"{"state": ["New"]}"#, "states"), (#"{"participant": "yes"}"#, "participant"), (#""open""#, "check"),
        ]
    )
    func problems(check: String, named: String) throws {
        let error = #expect(throws: PolicyProblem.self) { _ = try decide(check, nil) }
        #expect(error.map { "\($0)".contains(named) } == true)
    }
}
