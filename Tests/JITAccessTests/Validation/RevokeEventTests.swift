// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("What a Revoke event means")
struct RevokeEventTests {
    @Test(
        "A schedule's event, an empty one and a sweep by name are sweeps",
        arguments: [
            "{}", #"{"action":"sweep"}"#,
            #"{"version":"0","id":"53dc4d37","detail-type":"Scheduled Event","source":"aws.events","detail":{}}"#,
            #"{"source":"aws.events","detail-type":"Scheduled Event","resources":["arn:x"],"region":"us-east-1"}"#,
            // EventBridge Scheduler, for a schedule without an input of its own.
            #"{"version":"0","id":"53dc4d37","detail-type":"Scheduled Event","source":"aws.scheduler","account":"123456789012","#
                + #""time":"2026-11-30T09:00:00Z","region":"us-east-1","resources":["arn:x"],"detail":"{}"}"#,
            #"{"action":" Sweep\n"}"#,
        ]
    )
    func sweeps(event: String) throws {
        let world = AccessWorld()
        // The hourly search and comparison are over.
        world.sweep()
        world.calls.clear()
        let answer = world.revoke(event)
        #expect(answer?.statusCode == 200)
        #expect(answer?.text("message") == "Process completed. 0 permissions revoked, 0 errors")
        #expect(answer?.number("revoked_count") == 0)
        #expect(answer?.number("error_count") == 0)
        #expect(world.calls.count(.due) == 1)
    }

    @Test(
        "An early revocation names a request or a binding",
        arguments: [
            #"{"action":"revoke","request_id":"r1"}"#,
            #"{"request_id":"r1","action":"revoke","reason":"Done early","requester":"alan@example.com"}"#,
            #"{"request_id":" r1 ","action":"REVOKE","reason":"Done\r\nearly","user_email":"","account_id":""}"#,
            #"{"action":"revoke","request_id":"","user_email":"ada@example.com","account_id":"1111-2222-3333"}"#,
            #"{"action":"revoke","user_email":"ada@example.com","account_id":"111122223333"}"#,
            #"{"action":"revoke","user_email":"ada","account_id":"111122223333","permission_set":"AdministratorAccess"}"#,
        ]
    )
    func revokes(event: String) throws {
        let world = AccessWorld()
        world.grant(Example.event("r1"))
        let answer = world.revoke(event)
        #expect(answer?.statusCode == 200)
        #expect(answer?.number("revoked_count") == 1)
        #expect(!world.hasAccess)
    }

    @Test(
        "Anything else is refused, field by field, and nothing is revoked",
        arguments: [
            (#"{"action":"revoke"}"#, ["user_email", "account_id"]),
            (#"{"action":"revoke","request_id":"r1","user_email":"ada@example.com"}"#, ["request_id"]),
            (#"{"action":"revoke","request_id":"r1","account_id":"111122223333"}"#, ["request_id"]),
            (#"{"action":"revoke","request_id":"r1","permission_set":"ReadOnlyAccess"}"#, ["request_id"]),
            (#"{"action":"revoke","request_id":""}"#, ["user_email", "account_id"]),
            (#"{"action":"","request_id":"r1"}"#, ["action"]), (#"{"request_id":""}"#, ["action"]),
            (#"{"source":"aws.scheduler"}"#, ["action"]),
            (#"{"action":"revoke","request_id":"a#b"}"#, ["request_id"]),
            (#"{"action":"revoke","request_id":7}"#, ["request_id"]),
            (#"{"action":"revoke","user_email":"ada@example.com"}"#, ["account_id"]),
            (#"{"action":"revoke","user_email":"ada@example.com","account_id":"1"}"#, ["account_id"]),
            (#"{"action":"revoke","account_id":"111122223333"}"#, ["user_email"]),
            (#"{"action":"revoke","request_id":"r1","reason":"\u0007"}"#, ["reason"]),
            (#"{"action":"revoke","request_id":"r1","requester":[]}"#, ["requester"]),
            (#"{"action":"grant"}"#, ["action"]),
            (#"{"action":7}"#, ["action"]),
            (#"{"action":null}"#, ["action"]),
            (#"{"request_id":"r1"}"#, ["action"]),
            (#"{"colour":"blue"}"#, ["action"]),
            (#"{"source":"aws.events"}"#, ["action"]),
            (#"{"source":"someone","detail-type":"Scheduled Event"}"#, ["action"]),
        ]
    )
    func refused(event: String, fields: [String]) throws {
        try expectRefused(.revoke, Array(event.utf8), fields: fields)
    }
}
