// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Testing

@testable import FrontDoor

@Suite("Commands")
struct SlackCommandTests {
    @Test(
        "What is typed is understood, and what is not is answered with help",
        arguments: [
            ("", SlackCommand.form),
            ("   ", .form),
            ("help", .help(problem: nil)),
            ("HELP", .help(problem: nil)),
            ("status", .status(nil)),
            ("status r1", .status(RequestID("r1"))),
            ("status #1", .help(problem: "#1 is not the id of a request.")),
            ("approvals", .approvals(after: nil)),
            ("approvals 0.5.0123456789abcdef", .approvals(after: "0.5.0123456789abcdef")),
            ("end", .help(problem: "Which request? Say end and its id, which status shows.")),
            ("cancel a/b/c", .help(problem: "Which request? Say cancel and its id, which status shows.")),
            ("request", .help(problem: "A request needs an account, a permission set and a duration.")),
            ("request 1 2", .help(problem: "A request needs an account, a permission set and a duration.")),
            (
                "request 1 2 3 ticket= INC1",
                .help(problem: "Say ticket= once, with the ticket behind it and no blank between.")
            ),
            (
                "request 1 2 3 ticket=A1 Ticket=B2",
                .help(problem: "Say ticket= once, with the ticket behind it and no blank between.")
            ),
            ("grant me", .help(problem: "There is no command grant.")),
        ]
    )
    func understood(text: String, command: SlackCommand) {
        #expect(SlackCommand(text) == command)
    }

    @Test("A request has its words in order, and the ticket anywhere after them")
    func request() {
        let wanted = SlackCommand.RequestText(
            account: "111122223333",
            permissionSet: "ReadOnlyAccess",
            duration: "45m",
            justification: "look at it",
            ticket: "INC1"
        )
        for text in [
            "request 111122223333 ReadOnlyAccess 45m ticket=INC1 look at it",
            "request 111122223333 ReadOnlyAccess 45m Ticket=INC1 look at it",
            "Request 111122223333 ReadOnlyAccess 45m look at it TICKET=INC1",
            "request  111122223333\tReadOnlyAccess 45m look at ticket=INC1 it ",
        ] {
            #expect(SlackCommand(text) == .request(wanted))
        }
    }

    @Test("Ending has a reason of any words")
    func end() throws {
        let id = try #require(RequestID("r1"))
        #expect(SlackCommand("end r1 all done now") == .end(id, reason: "all done now"))
        #expect(SlackCommand("end r1") == .end(id, reason: nil))
    }
}
