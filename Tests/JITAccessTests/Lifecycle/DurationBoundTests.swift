// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

/// Every bound, for every command that makes or prolongs a lease, at each moment at which it is decided.
@Suite("How long access may last")
struct DurationBoundTests {
    private static func policy(maximum: String, total: String? = nil, approved: Bool = false) -> Policy {
        let approval = approved ? #"{"levels": [{"name": "peers", "users": ["alan@example.com"]}]}"# : #""automatic""#
        return Approvals.policy(
            more: #"""
                {
                    "name": "bounded", "effect": "allow", "principals": "*", "paths": ["console"], "accounts": "*",
                    "permission_sets": ["Unbounded"], "maximum_duration": "\#(maximum)",
                    \#(total.map { "\"maximum_total\": \"\($0)\"," } ?? "")
                    "justification": {"minimum_length": 0}, "approval": \#(approval)
                }
                """#
        )
    }

    private static let set = PermissionSet(name: "Unbounded", arn: "arn:aws:sso:::permissionSet/ssoins-1/ps-1")

    private static func world(
        _ policy: Policy,
        hours: Int64 = 720
    ) -> AccessWorld {
        let world = Approvals.world(policy: policy, rules: Example.rules(defaultHours: 1, maximumHours: hours))
        world.identityCenter.addPermissionSet(set)
        return world
    }

    private func ask(_ world: AccessWorld, _ duration: String) -> Answer? {
        world.ask("r1", set: Self.set.name, duration: duration)
    }

    private func extend(_ world: AccessWorld, _ duration: String, _ id: String = "r2", of old: String = "r1") -> Answer?
    {
        world.say(
            Approvals.ada,
            #""action":"extend","extends":"\#(old)","request_id":"\#(id)","duration":"\#(duration)""#
        )
    }

    @Test(
        "A request and an extension, each within and beyond each bound",
        arguments: [
            // MAX_DURATION_HOURS, maximum_duration, maximum_total; asked for, hours that pass, prolonged by; allowed
            (4, "30d", nil, "4h", 0, nil, true), (4, "30d", nil, "5h", 0, nil, false),
            (4, "30d", "30d", "1h", 0, "3h", true), (4, "30d", "30d", "1h", 0, "4h", false),
            (4, "30d", "30d", "4h", 3, "3h", true), (4, "30d", "30d", "4h", 3, "4h", false),
            (720, "4h", nil, "4h", 0, nil, true), (720, "4h", nil, "5h", 0, nil, false),
            (720, "4h", "30d", "1h", 0, "3h", true), (720, "4h", "30d", "1h", 0, "4h", false),
            (720, "4h", "30d", "4h", 3, "3h", true), (720, "4h", "30d", "4h", 3, "4h", false),
            // Without maximum_total the whole is bounded by maximum_duration.
            (720, "4h", nil, "2h", 1, "2h", true), (720, "4h", nil, "2h", 1, "3h", false),
            (720, "4h", "6h", "4h", 3, "2h", true), (720, "4h", "6h", "4h", 3, "3h", false),
        ] as [(Int64, String, String?, String, Int64, String?, Bool)]
    )
    func table(
        hours: Int64,
        maximum: String,
        total: String?,
        asked: String,
        passed: Int64,
        more: String?,
        isAllowed: Bool
    ) throws {
        let world = Self.world(Self.policy(maximum: maximum, total: total), hours: hours)
        var answer = try #require(ask(world, asked))
        if let more {
            #expect(answer.statusCode == 200)
            world.advance(by: .seconds(passed * 3600))
            answer = try #require(extend(world, more))
        }
        #expect(answer.statusCode == (isAllowed ? 200 : 403), "\(answer.json)")
        if !isAllowed { #expect(answer.code == "duration_not_allowed") }
        #expect(world.invariantViolations() == [])
    }

    @Test("Extensions that follow each other count from the beginning of the first access")
    func chain() throws {
        let world = Self.world(Self.policy(maximum: "4h", total: "8h"))
        #expect(ask(world, "3h")?.statusCode == 200)
        let began = try #require(world.ledger.request(id("r1"))?.lease?.usableFrom).wholeSecond
        world.advance(by: .seconds(2 * 3600))
        #expect(extend(world, "2h", "r2")?.statusCode == 200)
        #expect(world.ledger.request(try id("r2"))?.chainBeganAt == began)
        world.advance(by: .seconds(2 * 3600))
        #expect(extend(world, "2h", "r3", of: "r2")?.statusCode == 200)
        #expect(world.ledger.request(try id("r3"))?.chainBeganAt == began)
        world.advance(by: .seconds(2 * 3600))
        #expect(extend(world, "2h", "r4", of: "r3")?.code == "duration_not_allowed")
        #expect(extend(world, "1h", "r5", of: "r3")?.statusCode == 200)
        #expect(world.invariantViolations() == [])
    }

    @Test("What is beyond a bound by the time of the approval is refused there", arguments: [true, false])
    func approving(isExtension: Bool) throws {
        let policy = Self.policy(maximum: "6h", approved: true)
        let world = Self.world(policy)
        #expect(ask(world, "3h")?.statusCode == 202)
        var waiting = "r1"
        if isExtension {
            #expect(world.decide(Approvals.alan, "approve", "r1")?.statusCode == 200)
            #expect(extend(world, "2h")?.statusCode == 202)
            waiting = "r2"
        }
        world.deploy(policy, Example.rules(defaultHours: 1, maximumHours: isExtension ? 4 : 2))
        #expect(world.decide(Approvals.alan, "approve", waiting)?.code == "duration_not_allowed")
        world.deploy(policy, Example.rules(defaultHours: 1, maximumHours: 5))
        #expect(world.decide(Approvals.alan, "approve", waiting)?.statusCode == 200)
        #expect(world.invariantViolations() == [])
    }

    @Test("What is beyond a bound by the time it begins does not begin")
    func beginning() throws {
        let policy = Self.policy(maximum: "6h", approved: true)
        let world = Self.world(policy)
        let start = (world.now + .seconds(3600)).iso8601
        #expect(world.ask("r1", set: Self.set.name, duration: "3h", ",\"start_at\":\"\(start)\"")?.statusCode == 202)
        #expect(world.decide(Approvals.alan, "approve", "r1")?.text("status") == "APPROVED")
        world.deploy(policy, Example.rules(defaultHours: 1, maximumHours: 2))
        world.liveUntil(world.now + .seconds(2 * 3600))
        #expect(world.ledger.request(try id("r1"))?.lease == nil)
        #expect(world.invariantViolations() == [])
    }

    @Test("The beginning of a chain is under the seal")
    func sealed() throws {
        let world = Self.world(Self.policy(maximum: "4h", approved: true))
        _ = ask(world, "1h")
        let record = try #require(world.ledger.request(id("r1")))
        func members(_ began: Timestamp?) -> [String: JSONValue] {
            let other = RequestRecord(
                request: record.request,
                digest: record.digest,
                requestedBy: record.requestedBy,
                path: record.path,
                userID: record.userID,
                permissionSetARN: record.permissionSetARN,
                createdAt: record.createdAt,
                chainBeganAt: began,
                policy: record.policy,
                state: record.state
            )
            return SealedRequest(record: other, tail: AuditTail(sequence: 1, hash: "0"), table: "t").members
        }
        #expect(members(nil) != members(Timestamp(seconds: 1)))
        #expect(members(Timestamp(seconds: 2)) != members(Timestamp(seconds: 1)))
    }

    @Test("An absurd moment in the ledger makes a span absurd, and is no crash")
    func absurd() throws {
        for moment in [Timestamp(milliseconds: .min), Timestamp(milliseconds: .max)] {
            let lease = Lease(state: .active, durationSeconds: 60, expiresAt: moment)
            let span = LeaseSpan(.oneDay, extending: lease, since: moment, at: AccessWorld.start)
            #expect(span.fromNow >= LeaseDuration.oneDay.duration)
            #expect(span.elapsed >= .zero)
        }
    }
}
