// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A grant that is refused changes nothing and is on record")
struct GrantRefusalTests {
    @Test(
        "What does not exist or cannot be used is named",
        arguments: [
            (#""user_email":"nobody@example.com","account_id":"111122223333""#, "user_not_found", "nobody@example.com"),
            (
                #""user_email":"disabled@example.com","account_id":"111122223333""#, "user_disabled",
                "disabled@example.com"
            ),
            (#""user_email":"ada@example.com","account_id":"999900001111""#, "account_not_found", "999900001111"),
            (#""user_email":"ada@example.com","account_id":"444455556666""#, "account_not_active", "444455556666"),
            (
                #""user_email":"ada@example.com","account_id":"111122223333","permission_set":"Unknown""#,
                "permission_set_not_found", "Unknown"
            ),
        ]
    )
    func notFound(members: String, code: String, name: String) throws {
        try refuses("{\(members)}", 404, code, name)
    }

    @Test(
        "What is not allowed is named",
        arguments: [
            (#""permission_set":"Billing""#, "not_allowed", "the permission set Billing"),
            (#""duration":"25h""#, "duration_not_allowed", "1 day"),
            (#""duration_hours":25"#, "duration_not_allowed", "1 day"),
            (#""duration_hours":720"#, "duration_not_allowed", "30 days"),
        ]
    )
    func notAllowed(member: String, code: String, name: String) throws {
        let event = #"{"user_email":"ada@example.com","account_id":"111122223333",\#(member)}"#
        try refuses(event, 403, code, name)
    }

    @Test("The longest duration that is allowed is granted")
    func longest() throws {
        let world = AccessWorld()
        #expect(world.grant(Example.event("r1", "24h"))?.statusCode == 200)
    }

    @Test("A function with too little time left does not begin")
    func tooLittleTime() throws {
        let world = AccessWorld()
        let answer = world.perform(.grant(Example.event("r1"), timeLimit: .seconds(5)))
        #expect(answer?.code == "deadline_too_soon")
        #expect(answer?.statusCode == 500)
        #expect(world.calls.count(.create) == 0)
        #expect(world.attempts("r1") == ["REQUEST ERROR"])
    }

    @Test(
        "Identity Center's trouble is told without its words",
        arguments: [DirectoryError.Kind.unavailable, .throttled, .refused]
    )
    func directoryTrouble(kind: DirectoryError.Kind) throws {
        for operation in [PortOperation.userID, .user, .account, .permissionSet, .isAssigned] {
            let world = AccessWorld()
            let answer = try #require(
                world.perform(.grant(Example.event("r1"), faults: .on(operation, .fails(kind))))
            )
            #expect(answer.code == "directory_unavailable", "\(operation)")
            #expect(answer.statusCode == 503)
            #expect(!answer.json.contains("Identity Center: "))
            #expect(answer.text("aws_request_id") == "directory-fault")
            #expect(world.calls.count(.create) == 0)
            #expect(world.ledger.bindings.isEmpty)
            #expect(world.attempts("r1") == ["REQUEST ERROR"])
            #expect(world.log.messages(.error).contains { $0.contains("Identity Center: ") })
            #expect(world.invariantViolations() == [])
        }
    }

    @discardableResult
    private func refuses(_ event: String, _ status: Int, _ code: String, _ name: String) throws -> AccessWorld {
        let world = AccessWorld()
        let answer = try #require(world.grant(event, id: "refused-1"))
        #expect(answer.statusCode == status)
        #expect(answer.code == code)
        #expect(answer.text("error")?.contains(name) == true)
        #expect(answer.text("request_id") == "refused-1")
        #expect(world.attempts("refused-1") == ["REQUEST DENIED"])
        #expect(world.calls.count(.create) == 0)
        #expect(world.ledger.bindings.isEmpty && world.ledger.requests.isEmpty)
        #expect(world.alerts.sent.isEmpty)
        #expect(world.invariantViolations() == [])
        return world
    }
}
