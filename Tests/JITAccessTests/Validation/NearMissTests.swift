// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A misspelt field is named, and does not quietly give the default")
struct NearMissTests {
    @Test(
        "The field that was meant",
        arguments: [
            ("UserEmail", "user_email"), ("user-email", "user_email"), ("useremail", "user_email"),
            ("user_mail", "user_email"), ("accountId", "account_id"), ("account_ID", "account_id"),
            ("acount_id", "account_id"), ("duration_hour", "duration_hours"), ("durationHours", "duration_hours"),
            ("DURATION", "duration"), ("durations", "duration"), ("permissionSet", "permission_set"),
            ("premission_set", "permission_set"), ("justificaton", "justification"), ("tickets", "ticket"),
            ("reqeust_id", "request_id"), ("requestId", "request_id"), ("sorce", "source"), ("Action", "action"),
            ("requestor", "requester"), ("aprover", "approver"),
        ]
    )
    func nearMiss(name: String, meant: String) throws {
        let answer = try expectRefused(.grant, grantEvent("\"\(name)\":\"4\""), fields: [name])
        #expect(answer.text("error")?.contains("did you mean \(meant)?") == true)
    }

    @Test("In a Revoke event too")
    func revoke() throws {
        let event = #"{"action":"revoke","requestid":"r1"}"#
        try expectRefused(.revoke, Array(event.utf8), fields: ["requestid", "user_email", "account_id"])
    }

    @Test("A name that cannot be printed is shown without what cannot")
    func unprintable() throws {
        let event = grantEvent("\"dur\\u202eation\":\"4h\"")
        let world = AccessWorld()
        let answer = try #require(world.perform(FunctionCall(.grant, event)))
        #expect(!answer.json.contains("\u{202E}"))
    }

    @Test("Very long names are not compared")
    func longName() throws {
        let world = AccessWorld()
        let name = String(repeating: "duration_hours", count: 3000)
        #expect(world.perform(FunctionCall(.grant, grantEvent("\"\(name)\":1")))?.statusCode == 200)
    }
}
