// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import LocalLambda
import Testing

extension FunctionTests {
    @Suite("The ways in, and who is taken for whom")
    struct WayInTests {
        /// People need an approval; a ticket system and a pipeline, which the policy knows, do not.
        private static let policy = #"""
            {"version": 1,
             "actors": [{
                "name": "deploy", "arn": "arn:aws:iam::111122223333:role/deploy-*", "kind": "workload",
                "path": "pipeline", "actions": ["request", "status"], "users": ["ada-*@example.com"]
             }],
             "integrations": {"servicenow": {
                "paths": ["itsm"], "actions": ["request", "approve", "revoke"], "users": ["ada-*@example.com"]
             }},
             "rules": [
                {"name": "people", "effect": "allow", "principals": "*", "paths": ["cli"], "accounts": "*",
                 "permission_sets": ["*"], "maximum_duration": "8h", "justification": {"minimum_length": 0},
                 "approval": {"levels": [{"name": "peer", "users": ["*@example.com"], "required": 1}], "timeout": "1h"}},
                {"name": "systems", "effect": "allow", "principals": "*", "paths": ["itsm", "pipeline"],
                 "accounts": "*", "permission_sets": ["*"], "maximum_duration": "8h",
                 "justification": {"minimum_length": 0}, "approval": "automatic"}
             ]}
            """#

        @Test("A person asks by a signed call, an integration passes on who approves, and the trail has both proofs")
        func approval() async throws {
            try await TestBed.with(policy: Self.policy) { bed in
                let ada = try await bed.makeUser()
                let grace = try await bed.makeUser()
                let wish: TestBed.Event = ["account_id": TestBed.account, "duration": "1h", "request_id": "asked"]
                let asked = try await bed.send(wish, by: .session(ada))
                #expect(asked.statusCode == 202, "\(asked.text)")
                #expect(asked.body.userEmail == ada.name)
                let digest = try #require(asked.text("digest"))
                let approval: TestBed.Event = ["action": "approve", "request_id": "asked", "digest": digest]

                // Nobody becomes Grace by saying so.
                let named = approval.merging(["approver": grace.email, "requester": grace.email]) { $1 }
                let forged = try bed.envelope(approval, caller: Self.arn(of: grace))
                for (event, way, status, code) in [
                    (approval, TestBed.WayIn.session(ada), 403, "self_approval"),
                    (named, .session(ada), 400, "invalid_request"),
                    (named, .direct, 403, "actor_not_allowed"),
                    (forged, .direct, 400, "invalid_event"),
                    (forged, .alias("servicenow"), 400, "invalid_event"),
                    (forged, .version(1), 403, "unidentified_actor"),
                    (approval, .alias("url"), 400, "invalid_event"),
                    (named, .alias("slack"), 403, "unidentified_actor"),
                    (approval, .url("arn:aws:sts::111122223333:assumed-role/deploy-web/one"), 403, "actor_not_allowed"),
                    (approval, .url("arn:aws:iam::111122223333:root"), 403, "unidentified_actor"),
                ] {
                    let answer = try await bed.send(event, by: way)
                    #expect((answer.statusCode, answer.body.code) == (status, code), "\(way) \(answer.text)")
                }
                #expect(try await !bed.hasAccess(ada))

                let approved = try await bed.send(named, by: .alias("servicenow"))
                #expect(approved.statusCode == 200, "\(approved.text)")
                #expect(try await bed.hasAccess(ada))

                let trail = try await bed.ledger.trail("asked")
                let request = try #require(trail.last("REQUEST PENDING"))
                #expect(request["actor"]?.stringValue == ada.name)
                #expect(request["actor_proof"]?.stringValue == "identity_center_session")
                let decision = try #require(trail.last("APPROVE SUCCESS"))
                #expect(decision["actor"]?.stringValue == grace.name)
                #expect(decision["actor_proof"]?.stringValue == "integration:servicenow")
                #expect(try AuditTrail.problems(of: try await bed.ledger.trails()).isEmpty)
            }
        }

        @Test("What is refused because of who speaks is on record with what IAM has proved of them")
        func recorded() async throws {
            try await TestBed.with(policy: Self.policy) { bed in
                let ada = try await bed.makeUser()
                let gone = try await bed.makeUser(isEnabled: false)
                let wish = TestBed.event(ada)
                let stranger = "arn:aws:sts::999988887777:assumed-role/AWSReservedSSO_X_0123456789abcdef/\(ada.name)"
                let nobody = FunctionURLEvent.sessionARN(ofUser: "nobody")
                let madeByHand =
                    "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_MadeByHand_0000000000000000/\(ada.name)"
                let other = "arn:aws:sts::111122223333:assumed-role/other/one"
                for (number, (way, code, actor, proof)) in [
                    (TestBed.WayIn.url(stranger), "unidentified_actor", stranger, "iam"),
                    (.url(nobody), "unidentified_actor", nobody, "iam"),
                    (.url(madeByHand), "unidentified_actor", madeByHand, "iam"),
                    (.url(other), "unidentified_actor", other, "iam"),
                    (.session(gone), "actor_not_allowed", gone.name, "identity_center_session"),
                    (.alias("slack"), "unidentified_actor", "unidentified (integration slack)", "none"),
                    (.version(7), "unidentified_actor", "unidentified (unknown way in)", "none"),
                ].enumerated() {
                    let answer = try await bed.send(wish, by: way, lambdaRequestID: "refused-\(number)")
                    #expect((answer.statusCode, answer.body.code) == (403, code), "\(way) \(answer.text)")
                    let refusals = try await bed.ledger.refusals(of: "refused-\(number)")
                    let record = try #require(refusals.last("REQUEST DENIED"))
                    #expect(record["actor"]?.stringValue == actor)
                    #expect(record["actor_proof"]?.stringValue == proof)
                    #expect(record["reason"]?.stringValue == code)
                }
                #expect(try await !bed.hasAccess(ada))
                #expect(try await bed.ledger.bindings(of: ada).isEmpty)
            }
        }

        @Test(
            "The first call from another account alerts, each function remembers it in its own item, and the second is silent"
        )
        func firstAlert() async throws {
            try await TestBed.with(policy: Self.policy) { bed in
                let stranger = "arn:aws:sts::999988887777:assumed-role/AWSReservedSSO_X_0123456789abcdef/ada"
                for name in ["Grant", "Revoke"] {
                    for _ in 1...2 {
                        let answer = try await bed.send(["action": "sweep"], to: name, by: .url(stranger))
                        #expect(answer.body.code == "unidentified_actor", "\(answer.text)")
                    }
                    let item = try #require(try await bed.ledger.item("alerted#\(name.lowercased())"))
                    #expect(item["subjects"]?.mapValue?.keys.sorted() == ["session#999988887777"])
                    #expect(item["version"] == 1)
                    let subjects = try await bed.alerts.take().map(\.subject)
                    #expect(subjects == ["Hourglass: a session of the account 999988887777 was refused"])
                }
            }
        }

        @Test("Whoever has a name that is another's too neither asks nor is asked for")
        func sharedName() async throws {
            try await TestBed.with(policy: Self.policy) { bed in
                let ada = try await bed.makeUser()
                // Two names of her own; the address is Eve's user name.
                let mallory = try await bed.makeUser(name: "\(ada.name.dropLast("@example.com".count))@corp.example")
                let eve = try await bed.makeUser(name: mallory.email)
                let wish: TestBed.Event = ["account_id": TestBed.account, "duration": "1h"]
                for (event, way) in [
                    (wish, TestBed.WayIn.session(eve)), (wish, .session(mallory)),
                    (TestBed.event(eve), .alias("servicenow")), (TestBed.event(mallory), .direct),
                ] {
                    let answer = try await bed.send(event, by: way)
                    #expect((answer.statusCode, answer.body.code) == (403, "ambiguous_user"), "\(way) \(answer.text)")
                }
                #expect(try await bed.send(wish, by: .session(ada)).statusCode == 202)
                #expect(try await bed.alerts.take().map(\.subject) == ["Hourglass: two users have one name"])
            }
        }

        @Test("A role that the policy knows asks for the people it may ask for, and is on record by its session")
        func pipeline() async throws {
            try await TestBed.with(policy: Self.policy) { bed in
                let ada = try await bed.makeUser()
                let session = "arn:aws:sts::111122223333:assumed-role/deploy-web/build-7"
                let granted = try await bed.send(TestBed.event(ada, requestID: "built"), by: .url(session))
                #expect(granted.statusCode == 200, "\(granted.text)")
                #expect(try await bed.hasAccess(ada))
                let record = try #require(try await bed.ledger.trail("built").last("GRANT SUCCESS"))
                #expect(record["actor"]?.stringValue == session)
                #expect(record["actor_proof"]?.stringValue == "iam")

                let list = try await bed.send(["action": "list"], by: .url(session))
                #expect(list.body.code == "actor_not_allowed", "\(list.text)")
            }
        }

        @Test("People and integrations end access, and only the schedule and the calling system sweep")
        func revocation() async throws {
            try await TestBed.with(policy: Self.policy) { bed in
                let ada = try await bed.makeUser()
                let grace = try await bed.makeUser()
                for (id, way) in [
                    ("one", TestBed.WayIn.session(ada)), ("two", .alias("servicenow")),
                ] {
                    #expect(try await bed.grant(to: ada, requestID: id).statusCode == 200)
                    var event: TestBed.Event = ["action": "revoke", "request_id": id, "reason": "done"]
                    // Grace may see neither, so to her there is none.
                    let foreign = try await bed.send(event, to: "Revoke", by: .session(grace))
                    #expect(foreign.body.code == "request_not_found", "\(foreign.text)")
                    if case .alias = way { event["requester"] = ada.email }
                    let ended = try await bed.send(event, to: "Revoke", by: way)
                    #expect(ended.statusCode == 200, "\(ended.text)")
                    #expect(try await !bed.hasAccess(ada))
                }
                let schedule: TestBed.Event = ["source": "aws.events", "detail-type": "Scheduled Event"]
                for event in [[:], ["action": "sweep"], schedule] {
                    for way in [TestBed.WayIn.session(ada), .alias("servicenow")] {
                        let answer = try await bed.send(event, to: "Revoke", by: way)
                        #expect(answer.body.code == "actor_not_allowed", "\(way) \(answer.text)")
                    }
                    #expect(try await bed.send(event, to: "Revoke", by: .direct).statusCode == 200)
                }
            }
        }

        @Test("A caller of the URL gets an HTTP response, and everybody else the published shape")
        func headers() async throws {
            try await TestBed.with(policy: Self.policy) { bed in
                let ada = try await bed.makeUser()
                for (way, hasHeaders) in [(TestBed.WayIn.session(ada), true), (.direct, false)] {
                    let event: TestBed.Event = ["action": "list", "view": "mine"]
                    let outcome = try await bed.deliver(event, by: way)
                    guard case .success(let bytes) = outcome else {
                        Issue.record("\(outcome)")
                        continue
                    }
                    let answer = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
                    let headers = answer["headers"] as? [String: String]
                    #expect((headers?["content-type"] == "application/json") == hasHeaders)
                    #expect(
                        Set(answer.keys) == (hasHeaders ? ["statusCode", "headers", "body"] : ["statusCode", "body"])
                    )
                }
            }
        }

        private static func arn(of user: TestUser) -> String {
            guard case .url(let arn) = TestBed.WayIn.session(user) else { return "" }
            return arn
        }
    }
}
