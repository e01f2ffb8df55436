// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import Testing

/// One invocation that is made to go wrong at each of its calls, and what comes before it.
struct WireFlow: Sendable, CustomTestStringConvertible {
    let testDescription: String

    /// Which function is disturbed.
    var function = WireFunction.grant

    /// How long before the invocation that begins which comes before it.
    var age = Duration.zero

    /// Whether the container has lent something before, and knows what does not change.
    var isWarm = false

    /// Whether who is told that it failed must not get access later. Not so where an approval stands: Grant's sweep
    /// goes on from it.
    var failsForGood = false

    /// Whether permission sets are made for it.
    var makesSets = false

    /// What the invocation answers if nothing goes wrong.
    var statusCode = 200

    /// Operations that it may begin and not wait for: whether such a call arrives is chance.
    var speculations: Set<String> = []

    /// Operations that it calls; without them it would be another flow.
    let calls: Set<String>

    /// Brings about what comes before, and returns what the invocation is sent.
    let prepare: @Sendable (WireWorld) async throws -> WireEvent
}

extension WireFlow {
    /// The calls that arrive each time.
    func certain(_ positions: [CallPosition]) -> [CallPosition] {
        positions.filter { !speculations.contains($0.operation) }
    }

    static let all: [WireFlow] = [
        WireFlow(
            testDescription: "the first grant of a container",
            failsForGood: true,
            calls: [
                "ListInstances", "ListPermissionSets", "DescribePermissionSet", "CreateAccountAssignment",
                "TransactWriteItems",
            ],
            prepare: { $0.wish("one") }
        ),
        WireFlow(
            testDescription: "a grant of a warm container",
            isWarm: true,
            failsForGood: true,
            calls: ["CreateAccountAssignment", "TransactWriteItems"],
            prepare: { $0.wish("one") }
        ),
        WireFlow(
            testDescription: "a grant of access that the user has already",
            calls: ["ListAccountAssignments", "TransactWriteItems"],
            prepare: { world in
                WireEvent(function: .grant, members: TestBed.event(world.linus, requestID: world.id("one")))
            }
        ),
        WireFlow(
            testDescription: "a request that needs an approval",
            statusCode: 202,
            calls: ["TransactWriteItems"],
            prepare: { $0.personalWish("one") }
        ),
        WireFlow(
            testDescription: "the approval that grants",
            calls: ["CreateAccountAssignment", "TransactWriteItems", "DescribeUser"],
            prepare: { try await $0.approval(of: $0.personalWish("one")) }
        ),
        WireFlow(
            testDescription: "an extension",
            age: .seconds(1800),
            calls: ["ListAccountAssignments", "TransactWriteItems"],
            prepare: { world in
                try await world.grant("one")
                let more: TestBed.Event = [
                    "action": "extend", "extends": world.id("one"), "request_id": world.id("two"), "duration": "1h",
                ]
                return WireEvent(function: .grant, members: more)
            }
        ),
        WireFlow(
            testDescription: "the approval that grants a custom permission set",
            makesSets: true,
            calls: [
                "CreatePermissionSet", "AttachManagedPolicyToPermissionSet", "PutInlinePolicyToPermissionSet",
                "CreateAccountAssignment", "TransactWriteItems",
            ],
            prepare: { try await $0.lastApproval(of: $0.customWish("one")) }
        ),
        WireFlow(
            testDescription: "the same request again",
            // What it names is looked up beside the question whether it has been here before, and not waited for.
            speculations: [
                "GetUserId", "DescribeAccount", "DescribeOrganization", "ListInstances", "ListPermissionSets",
                "DescribePermissionSet",
            ],
            calls: ["GetItem"],
            prepare: { world in
                try await world.grant("one")
                return world.wish("one")
            }
        ),
        WireFlow(
            testDescription: "an early revocation",
            function: .revoke,
            age: .seconds(1800),
            calls: ["DeleteAccountAssignment", "TransactWriteItems"],
            prepare: { world in
                try await world.grant("one")
                return world.revocation("one")
            }
        ),
        WireFlow(
            testDescription: "a sweep of an expired lease, beside one of standing access",
            function: .revoke,
            age: .seconds(4000),
            calls: ["Query", "Scan", "PutItem", "DeleteItem", "DeleteAccountAssignment", "TransactWriteItems"],
            prepare: { world in
                try await world.grant("one")
                let other = TestBed.event(world.linus, requestID: world.id("two"))
                try await world.perform(WireEvent(function: .grant, members: other), expecting: 200)
                return .sweep
            }
        ),
        WireFlow(
            testDescription: "a sweep of a row of the published sample",
            function: .revoke,
            calls: ["Scan", "DeleteAccountAssignment", "TransactWriteItems"],
            prepare: { world in
                try await world.assign(world.ada)
                try await world.publish(world.ada, expiresAt: world.clock.now() - .seconds(30))
                return .sweep
            }
        ),
        WireFlow(
            testDescription: "a sweep of a grant that was cut off",
            function: .revoke,
            age: .seconds(300),
            calls: ["ListAccountAssignments", "TransactWriteItems"],
            prepare: { world in
                try await world.abandonGrant("one")
                return .sweep
            }
        ),
        WireFlow(
            testDescription: "a sweep that deletes a custom permission set",
            function: .revoke,
            age: .seconds(7200),
            makesSets: true,
            calls: ["DeletePermissionSet", "TransactWriteItems"],
            prepare: { world in
                let approval = try await world.lastApproval(of: world.customWish("one"))
                try await world.perform(approval, expecting: 200)
                world.clock.advance(by: .seconds(60))
                try await world.perform(world.revocation("one"), expecting: 200)
                return .sweep
            }
        ),
        WireFlow(
            testDescription: "the requests' sweep with a start that has come",
            age: .seconds(3600),
            calls: ["Query", "CreateAccountAssignment", "TransactWriteItems"],
            prepare: { world in
                var wish = world.wish("one").members
                wish["start_at"] = (world.clock.now() + .seconds(3000)).iso8601
                try await world.perform(WireEvent(function: .grant, members: wish), expecting: 202)
                return .requestSweep
            }
        ),
    ]
}

extension WireEvent {
    static var sweep: WireEvent { WireEvent(function: .revoke, members: [:]) }
    static var requestSweep: WireEvent { WireEvent(function: .grant, members: ["action": "sweep"]) }

    /// A sweep answers 200 whatever happens to what it looks at.
    var isSweep: Bool { members["action"] == nil && function == .revoke || members["action"] as? String == "sweep" }
}

/// What flows begin with.
extension WireWorld {
    /// A request id of this case.
    func id(_ name: String) -> String { "\(name)-\(number)-\(ada.id.suffix(12))" }

    /// The calling system asks for Ada.
    func wish(_ name: String) -> WireEvent {
        WireEvent(function: .grant, members: TestBed.event(ada, requestID: id(name)))
    }

    /// Grace has access by the calling system: what a container has done that is warm.
    var warmUp: WireEvent {
        WireEvent(function: .grant, members: TestBed.event(grace, requestID: id("warm")))
    }

    /// Ada asks for herself.
    func personalWish(_ name: String) -> WireEvent {
        let members: TestBed.Event = ["account_id": TestBed.account, "duration": "1h", "request_id": id(name)]
        return WireEvent(function: .grant, members: members, way: .session(ada))
    }

    /// Ada asks for a permission set of her own making.
    func customWish(_ name: String) -> WireEvent {
        let statement: [String: any Sendable] = ["Effect": "Allow", "Action": "s3:*", "Resource": "*"]
        let policy: [String: any Sendable] = ["Version": "2012-10-17", "Statement": [statement]]
        let definition: [String: any Sendable] = ["managed_policies": ["ReadOnlyAccess"], "inline_policy": policy]
        var wish = personalWish(name)
        wish.members["custom_permission_set"] = definition
        return wish
    }

    /// Does what must not fail.
    @discardableResult
    func perform(_ event: WireEvent, expecting statusCode: Int) async throws -> FunctionAnswer {
        let answer = try await perform(event)
        #expect(answer.statusCode == statusCode, "\(answer.text)")
        return answer
    }

    func revocation(_ name: String) -> WireEvent {
        WireEvent(function: .revoke, members: ["action": "revoke", "request_id": id(name), "reason": "done"])
    }

    func grant(_ name: String) async throws {
        try await perform(wish(name), expecting: 200)
    }

    /// Asks, has Linus approve, and returns Grace's approval: what people make themselves needs two.
    func lastApproval(of wish: WireEvent) async throws -> WireEvent {
        var approval = try await approval(of: wish)
        approval.way = .session(linus)
        try await perform(approval, expecting: 202)
        approval.way = .session(grace)
        return approval
    }

    /// Asks, and returns Grace's approval.
    func approval(of wish: WireEvent) async throws -> WireEvent {
        let asked = try await perform(wish, expecting: 202)
        let approval: TestBed.Event = [
            "action": "approve", "request_id": try #require(asked.body.requestID),
            "digest": try #require(asked.text("digest")),
        ]
        return WireEvent(function: .grant, members: approval, way: .session(grace))
    }

    /// Writes a row as the published sample does.
    func publish(_ user: TestUser, expiresAt: Timestamp) async throws {
        try await ledger.dynamoDB.putItem(
            .init(
                table: ledger.state,
                item: [
                    "assignment_id": .string("\(user.id)#\(TestBed.account)#\(administrator)"),
                    "user_id": .string(user.id), "account_id": .string(TestBed.account),
                    "permission_set_arn": .string(administrator), "expiry_timestamp": .integer(expiresAt.seconds),
                    "created_at": "2026-01-02T03:04:05.678901",
                ]
            )
        )
    }

    /// Grants, and ends in the middle: Identity Center has the assignment, and the ledger does not know.
    func abandonGrant(_ name: String) async throws {
        let container = try container(attempts: 1)
        proxy.treat("TransactWriteItems", .fault(500, "InternalServerError"), calls: 2...2)
        let answer = try await container.invoke(.grant, try request(wish(name)))
        #expect(answer.statusCode == 202, "\(answer.text)")
        proxy.forget()
    }
}
