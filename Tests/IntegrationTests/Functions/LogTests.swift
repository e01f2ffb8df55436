// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import LocalLambda
import Testing

extension FunctionTests {
    @Suite("What the functions write to their logs")
    struct LogTests {
        private static let talkative: [String: String?] = [
            "AWS_LAMBDA_LOG_FORMAT": "JSON", "AWS_LAMBDA_LOG_LEVEL": "TRACE",
            "AWS_SECRET_ACCESS_KEY": "the-secret-key", "AWS_SESSION_TOKEN": "the-session-token",
        ]

        @Test("No secret and no event, however much they are asked to write and whatever goes wrong")
        func secrets() async throws {
            try await TestBed.with(Self.talkative) { bed in
                let user = try await bed.makeUser()
                let events: [TestBed.Event] = [
                    TestBed.event(user).merging(["justification": "between-ourselves"]) { $1 },
                    ["user_email": 42, "justification": "between-ourselves", "account_id": "x"],
                ]
                bed.proxy.treat("DescribeAccount", .cutAfter, calls: 1...1)
                bed.proxy.treat("DescribeUser", .fault(403, "AccessDeniedException"), calls: 1...1)
                for event in events + events {
                    let bytes = try JSONSerialization.data(withJSONObject: event)
                    let log = try await bed.grant.perform(InvocationRequest(event: bytes)).log.joined(separator: "\n")
                    for secret in ["the-secret-key", "the-session-token", "between-ourselves", "AWS4-HMAC"] {
                        #expect(!log.contains(secret))
                    }
                }
                for item in try await bed.ledger.items() + bed.ledger.trails().flatMap(\.records) {
                    let text = String(decoding: try JSONEncoder().encode(item), as: UTF8.self)
                    #expect(!text.contains("the-secret-key") && !text.contains("the-session-token"))
                }
            }
        }

        @Test("Where Lambda wants JSON, each line is an object, metrics among them")
        func metrics() async throws {
            try await TestBed.with(Self.talkative) { bed in
                let user = try await bed.makeUser()
                let granted = try await metrics(bed.grant, TestBed.event(user))
                #expect(Set(granted.keys) == ["Granted", "GrantDuration"])
                let refused = try await metrics(bed.grant, [:])
                #expect(Set(refused.keys) == ["Denied"])
                try await bed.ledger.letPass(.seconds(3605))
                let swept = try await metrics(bed.revoke, [:])
                #expect(swept["Revoked"] == [1])
                #expect(swept["SweepCompleted"] == [1])
                // It has been over for five seconds and the time of this test.
                #expect((4000...60_000).contains(try #require(swept["OldestOverdue"]?.first)))
            }
        }

        /// Invokes a function and returns the values of the metrics that it wrote.
        private func metrics(_ function: LocalFunction, _ event: TestBed.Event) async throws -> [String: [Int]] {
            let bytes = try JSONSerialization.data(withJSONObject: event)
            var values: [String: [Int]] = [:]
            for line in try await function.perform(InvocationRequest(event: bytes)).log {
                let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
                guard object["_aws"] != nil else { continue }
                for (name, value) in object { values[name] = value as? [Int] }
            }
            return values
        }
    }
}
