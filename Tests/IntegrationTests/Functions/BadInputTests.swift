// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import LocalLambda
import Testing

extension FunctionTests {
    @Suite("Bad input")
    struct BadInputTests {
        /// An event as text, and the fields that the answer must name; none for an event that is no request at all.
        private typealias Case = (event: String, fields: Set<String>)

        private static let notEvents: [Case] = [
            ("", []), ("{", []), ("null", []), ("[]", []), ("42", []), ("\"grant me\"", []),
            ("{\"user_email\":NaN}", []), ("{\"user_email\":\"\u{0}\"}", []), ("{\"duration_hours\":1e400}", []),
            (String(repeating: "[", count: 200_000), []),
            (String(repeating: "{\"a\":", count: 5_000) + "1" + String(repeating: "}", count: 5_000), []),
        ]

        private static let ada = #""user_email":"ada@example.com""#
        private static let account = #""account_id":"111122223333""#

        private static let grantCases: [Case] =
            notEvents + [
                ("{}", ["user_email", "account_id"]),
                (#"{"user_email":null,"account_id":111122223333}"#, ["user_email", "account_id"]),
                (#"{"user_email":"","account_id":"1111-2222-33333"}"#, ["user_email", "account_id"]),
                (#"{"user_email":"a\u0000b","account_id":"11112222333"}"#, ["user_email", "account_id"]),
                (#"{"user_email":["ada"],"account_id":{"id":"111122223333"}}"#, ["user_email", "account_id"]),
                (#"{"user_email":"\#(String(repeating: "a", count: 400))",\#(account)}"#, ["user_email"]),
                (#"{"user_email":"a b",\#(account)}"#, ["user_email"]),
                (#"{"user_email":"a\u202eb",\#(account)}"#, ["user_email"]),
            ]
            + ["0", "-4", "1.5", "721", "1e300", "99999999999999999999", "\"x\"", "true", "[4]", "{}"].map {
                (#"{\#(ada),\#(account),"duration_hours":\#($0)}"#, ["duration_hours"])
            }
            + [#""0h""#, #""-4h""#, #""1.5h""#, #""10s""#, #""PT1S""#, #""31d""#, #""P1Y""#, #""soon""#, "4"]
            .map {
                (#"{\#(ada),\#(account),"duration":\#($0)}"#, ["duration"])
            }
            + [
                (#"{\#(ada),\#(account),"duration":"4h","duration_hours":4}"#, ["duration"]),
                (#"{\#(ada),\#(account),"duration_hour":4}"#, ["duration_hour"]),
                (#"{\#(ada),\#(account),"Permission-Set":"x"}"#, ["Permission-Set"]),
                (#"{\#(ada),\#(account),"action":"aprove"}"#, ["action"]),
                (#"{\#(ada),\#(account),"source":"email"}"#, ["source"]),
                (#"{\#(ada),\#(account),"request_id":"a#b"}"#, ["request_id"]),
                (#"{\#(ada),\#(account),"justification":"a\u202eb"}"#, ["justification"]),
                (
                    #"{"user_email":1,"account_id":"x","duration_hours":-1,"justification":42,"ticket":7}"#,
                    ["user_email", "account_id", "duration_hours", "justification", "ticket"]
                ),
            ]

        private static let revokeCases: [Case] =
            notEvents + [
                (#"{"action":"revoke"}"#, ["user_email", "account_id"]),
                (#"{"action":"delete"}"#, ["action"]), (#"{"action":1}"#, ["action"]),
                (#"{"request_id":"req-1"}"#, ["action"]),
                (#"{"action":"revoke","request_id":""}"#, ["user_email", "account_id"]),
                (#"{"action":"revoke","request_id":"a b"}"#, ["request_id"]),
                (#"{"action":"revoke","request_id":"req-1",\#(account)}"#, ["request_id"]),
                (#"{"action":"revoke","requst_id":"req-1"}"#, ["requst_id", "user_email", "account_id"]),
                (#"{"source":"aws.ec2","detail-type":"Scheduled Event"}"#, ["action"]),
            ]

        @Test("Grant names every bad field, records the refusal, asks Identity Center nothing, and lives on")
        func grant() async throws {
            try await TestBed.with { bed in
                try await expectRefusals(bed, bed.grant, Self.grantCases, step: "REQUEST DENIED")
                let user = try await bed.makeUser()
                #expect(try await bed.grant(to: user).statusCode == 200)
            }
        }

        @Test("Revoke does, too")
        func revoke() async throws {
            try await TestBed.with { bed in
                try await expectRefusals(bed, bed.revoke, Self.revokeCases, step: "REVOKE DENIED")
                #expect(try await bed.sweep().statusCode == 200)
            }
        }

        private func expectRefusals(
            _ bed: TestBed,
            _ function: LocalFunction,
            _ cases: [Case],
            step: String
        ) async throws {
            _ = try await function.start()
            for (number, refused) in cases.enumerated() {
                let request = InvocationRequest(event: Data(refused.event.utf8), requestID: "lambda-\(number)")
                let report = try await function.perform(request)
                #expect(report.start == nil, "the process is the same all the time")
                let answer = try FunctionAnswer(report.outcome)
                let shown = refused.event.prefix(200)
                #expect(answer.statusCode == 400, "\(shown)")
                #expect(answer.body.code == (refused.fields.isEmpty ? "invalid_event" : "invalid_request"), "\(shown)")
                #expect(Set(answer.body.fields?.map(\.field) ?? []) == refused.fields, "\(shown)")
                for field in refused.fields { #expect(answer.body.error?.contains(field) == true, "\(shown)") }
                #expect(try await bed.ledger.refusals(of: "lambda-\(number)").steps == [step], "\(shown)")
            }
            #expect(Set(bed.proxy.operations) == ["Query", "TransactWriteItems"])
            #expect(try await bed.ledger.items().isEmpty)
        }

        @Test("The largest event that Lambda delivers is refused like any other, and costs little memory")
        func sixMegabytes() async throws {
            try await TestBed.with { bed in
                for function in [bed.grant, bed.revoke] {
                    let start = Data(#"{"user_email":""#.utf8)
                    let filling = Data(repeating: UInt8(ascii: "a"), count: 6 * 1024 * 1024 - start.count - 2)
                    let report = try await function.perform(
                        InvocationRequest(event: start + filling + Data("\"}".utf8))
                    )
                    let answer = try FunctionAnswer(report.outcome)
                    #expect(answer.statusCode == 400)
                    #expect(answer.body.code == "invalid_event")
                    #expect(try #require(report.peakMemory) < 64 * 1024 * 1024)
                }
                let user = try await bed.makeUser()
                #expect(try await bed.grant(to: user).statusCode == 200)
            }
        }
    }
}
