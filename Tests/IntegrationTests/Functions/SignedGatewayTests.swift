// SPDX-License-Identifier: Apache-2.0

import Foundation
import FrontDoor
import Hashing
import LocalLambda
import Testing

extension FunctionTests {
    @Suite("The Gateway, from a signed call of ServiceNow's to access and the notes on its ticket")
    struct SignedGatewayTests {
        /// What scripts/local-aws has put into the secret.
        private static let key = "local-signing-secret"

        /// ServiceNow speaks for people, and they approve there.
        private static let policy = #"""
            {"version": 1,
             "integrations": {"servicenow": {
                "paths": ["itsm"], "actions": ["request", "approve", "revoke"], "users": ["*@example.com"]
             }},
             "rules": [{
                "name": "people", "effect": "allow", "principals": "*", "paths": ["itsm"], "accounts": "*",
                "permission_sets": ["AdministratorAccess"], "maximum_duration": "2h",
                "justification": {"minimum_length": 3}, "approval": "automatic",
                "ticket": {"pattern": "CHG*", "check": {"participant": true}}
             }]}
            """#

        private func with(
            _ body: (TestBed, GatewayBed, LocalServiceNow, TestUser) async throws -> Void
        ) async throws {
            try await LocalServiceNow.with { serviceNow in
                try await TestBed.with(serviceNow.variables.mapValues(Optional.some), policy: Self.policy) { bed in
                    let ada = try await bed.makeUser()
                    try serviceNow.put(["CHG1": LocalServiceNow.Ticket(assignee: ada.email)])
                    let own = [
                        "SERVICENOW_SIGNING_SECRET": "hourglass/servicenow-signing",
                        "SERVICENOW_GRANT_ALIAS_ARN": GatewayBed.alias("servicenow", of: "Grant", bed),
                        "SERVICENOW_REVOKE_ALIAS_ARN": GatewayBed.alias("servicenow", of: "Revoke", bed),
                    ]
                    let gateway = try await GatewayBed(bed, serviceNow.variables.merging(own) { $1 })
                    do {
                        try await body(bed, gateway, serviceNow, ada)
                        await gateway.end()
                    } catch {
                        await gateway.end()
                        throw error
                    }
                }
            }
        }

        private func event(_ id: String, _ user: TestUser, duration: String = "1h") -> TestBed.Event {
            [
                "action": "request", "request_id": id, "requester": user.email, "user_email": user.email,
                "account_id": TestBed.account, "permission_set": TestBed.administrator, "duration": duration,
                "justification": "rotate the credentials", "ticket": "CHG1", "source": "servicenow",
            ]
        }

        private func call(
            _ method: String = "POST",
            _ path: String = "/requests",
            _ event: TestBed.Event? = nil,
            key: String = key,
            age: TimeInterval = 0
        ) throws -> PublicURLEvent {
            let body = try event.map { try JSONSerialization.data(withJSONObject: $0) } ?? Data()
            let timestamp = String(Int64(Date().timeIntervalSince1970 - age))
            let scheme = CallSignature.hourglass
            let signature = try scheme.signature(
                of: WebRequest(method: method, path: path, headers: [:], body: Array(body)),
                timestamp: timestamp,
                secret: Secret(key)
            )
            return PublicURLEvent(
                method: method,
                path: path,
                headers: [
                    "content-type": "application/json", scheme.timestampHeader: timestamp,
                    scheme.signatureHeader: signature,
                ],
                body: body
            )
        }

        @Test("A signed event becomes access, its status can be read, and its ticket says what was done")
        func conversation() async throws {
            try await with { bed, gateway, serviceNow, ada in
                let taken = try await gateway.send(try call("POST", "/requests", event("RITM1", ada)))
                #expect(taken.status == 202)
                #expect(taken.text("request_id") == "RITM1")
                await gateway.settle()
                #expect(try await bed.hasAccess(ada))
                let shown = try await gateway.send(try call("GET", "/requests/RITM1"))
                #expect(shown.status == 200)
                #expect(shown.text("lease_status") == "ACTIVE", "\(shown.body)")
                #expect(shown.text("user_email") == ada.email)
                #expect(try await gateway.tellOfRecords(by: "tickets"))
                #expect(await serviceNow.hasNote("is granted until", on: "CHG1"))

                let end: TestBed.Event = [
                    "action": "revoke", "request_id": "RITM1", "reason": "done", "requester": ada.email,
                ]
                #expect(try await gateway.send(try call("POST", "/requests", end)).status == 202)
                await gateway.settle()
                #expect(try await !bed.hasAccess(ada))
                #expect(try await gateway.tellOfRecords(by: "tickets"))
                #expect(await serviceNow.hasNote("has ended", on: "CHG1"))

                let long = event("RITM2", ada, duration: "8h")
                #expect(try await gateway.send(try call("POST", "/requests", long)).status == 202)
                await gateway.settle()
                let refused = try await gateway.send(try call("GET", "/requests/RITM2"))
                #expect(refused.text("status") == "REFUSED" && refused.text("code") == "duration_not_allowed")
                #expect(try await gateway.tellOfRecords(by: "tickets"))
                // Of what was refused nothing is written: that the ticket is theirs was never found out.
                #expect(serviceNow.notes(on: "CHG1").count == 2)
                let trail = try await bed.ledger.trail("RITM1")
                #expect(trail.last("REQUEST SUCCESS")?["actor_proof"]?.stringValue == "integration:servicenow")
                #expect(try AuditTrail.problems(of: try await bed.ledger.trails()).isEmpty)
                #expect(await gateway.failures.isEmpty)
            }
        }

        @Test("A call that is not signed, old, or comes again to another container does nothing")
        func forged() async throws {
            try await with { bed, gateway, serviceNow, ada in
                let event = event("RITM1", ada)
                for bad in [
                    try call("POST", "/requests", event, key: "another-key-of-20-bytes"),
                    // Well out of the five minutes: some time passes before it is looked at.
                    try call("POST", "/requests", event, age: 330), try call("POST", "/requests", event, age: -330),
                ] {
                    let answer = try await gateway.send(bad)
                    #expect(answer.status == 401 && answer.body.isEmpty)
                }
                var plain = try call("POST", "/requests", event)
                plain.headers["content-type"] = "text/plain"
                #expect(try await gateway.send(plain).status == 415)
                var large = try call("POST", "/requests", event)
                large.body = Data(repeating: 0x20, count: WebRequest.maximumBodyBytes + 1)
                #expect(try await gateway.send(large).status == 413)
                #expect(try await gateway.send(try call("GET", "/requests/RITM1")).status == 404)
                await gateway.settle()
                #expect(try await bed.ledger.items().isEmpty)

                let genuine = try call("POST", "/requests", event)
                #expect(try await gateway.send(genuine).status == 202)
                await gateway.restart()
                #expect(try await gateway.send(genuine).status == 401)
                await gateway.settle()
                let lines = await gateway.log
                #expect(!lines.contains { $0.contains(Self.key) || $0.contains("v1=") })
                // Without Slack's settings Slack's door is not there.
                let slack = PublicURLEvent(path: "/slack/commands", headers: [:], body: Data())
                #expect(try await gateway.send(slack).status == 404)
            }
        }

        @Test("A note waits for ServiceNow and is written once; the grant waits for nothing")
        func noteWaits() async throws {
            try await with { bed, gateway, serviceNow, ada in
                let ticket = ["CHG1": LocalServiceNow.Ticket(assignee: ada.email)]
                _ = try await gateway.send(try call("POST", "/requests", event("RITM1", ada)))
                await gateway.settle()
                #expect(try await bed.hasAccess(ada))
                for status in [429, 503] {
                    try serviceNow.put(ticket, trouble: status)
                    #expect(try await !gateway.tellOfRecords(by: "tickets"))
                }
                // Slack's reading, which has nobody here, is not held up.
                #expect(try await gateway.tellOfRecords(by: "events"))
                try serviceNow.put(ticket)
                #expect(try await gateway.tellOfRecords(by: "tickets"))
                #expect(await serviceNow.hasNote("is granted until", on: "CHG1"))
                #expect(serviceNow.notes(on: "CHG1").count == 1)
            }
        }

        @Test(
            "What ServiceNow's user may not write is kept, and written once in the minute after that is mended",
            arguments: [401, 403]
        )
        func noteIsKept(status: Int) async throws {
            try await with { bed, gateway, serviceNow, ada in
                let ticket = ["CHG1": LocalServiceNow.Ticket(assignee: ada.email)]
                _ = try await gateway.send(try call("POST", "/requests", event("RITM1", ada)))
                await gateway.settle()
                try serviceNow.put(ticket, trouble: status)
                // The stream is not held up by it.
                #expect(try await gateway.tellOfRecords(by: "tickets"))
                #expect(try await gateway.minute())
                #expect(serviceNow.notes(on: "CHG1").isEmpty)
                #expect(
                    await gateway.log.contains { $0.contains("waits until this is mended") && $0.contains("\(status)") }
                )
                // What is kept outlives the container.
                await gateway.restart()
                try serviceNow.put(ticket)
                for _ in 1...2 { #expect(try await gateway.minute()) }
                #expect(await serviceNow.hasNote("is granted until", on: "CHG1"))
                #expect(serviceNow.notes(on: "CHG1").count == 1)
            }
        }
    }
}
