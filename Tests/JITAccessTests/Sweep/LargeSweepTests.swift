// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("A large sweep")
struct LargeSweepTests {
    /// A world in which `count` leases of as many users are over.
    private func world(_ count: Int) -> AccessWorld {
        let world = AccessWorld()
        world.latency = .zero
        world.identityCenter.operationCourse = OperationCourse(time: .zero)
        for number in 0..<count {
            world.identityCenter.addUser("u\(number)@example.com", id: "u\(number)")
            world.grant(Example.event("r\(number)", "5m", user: "u\(number)@example.com"))
        }
        // The hourly search and comparison are over.
        world.sweep()
        world.calls.clear()
        world.advance(by: .seconds(310))
        world.latency = .milliseconds(10)
        world.identityCenter.operationCourse = OperationCourse(time: .milliseconds(500))
        return world
    }

    @Test("Five hundred expired leases go in pages, at most five at a time", arguments: [7, 100, 500])
    func fiveHundred(pageSize: Int) throws {
        let world = world(500)
        world.ledger.pageSize = pageSize
        let answer = world.sweep()
        #expect(answer?.number("revoked_count") == 500)
        #expect(world.identityCenter.maximumRunning == 5)
        // With how far the search and the comparison are.
        #expect(world.calls.count(.due) == (502 + pageSize - 1) / pageSize)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("Leases of one binding go five at a time, too")
    func oneBinding() throws {
        let world = AccessWorld()
        world.grant(Example.event("r1", "1h"))
        let known = try #require(world.ledger.requests.first)
        for number in 0..<20 {
            let invented = RequestRecord(
                request: AccessRequest(
                    id: try id("x\(number)"),
                    userEmail: known.request.userEmail,
                    accountID: known.request.accountID,
                    permissionSet: known.request.permissionSet,
                    duration: known.request.duration
                ),
                digest: known.digest,
                requestedBy: known.requestedBy,
                path: known.path,
                userID: known.userID,
                permissionSetARN: known.permissionSetARN,
                createdAt: known.createdAt,
                policy: known.policy,
                state: .leased(RequestLease(status: .active, expiresAt: world.now, isStanding: false))
            )
            world.ledger.put(invented)
        }
        world.advance(by: .seconds(120))
        world.latency = .milliseconds(10)
        world.calls.clear()
        world.sweep()
        let begun = Dictionary(grouping: world.calls.all.filter { $0.operation == .binding }, by: \.at)
        #expect(begun.values.map(\.count).max() == 5)
    }

    @Test("The longest overdue goes first")
    func oldestFirst() throws {
        let world = AccessWorld()
        for number in 0..<12 {
            world.identityCenter.addUser("u\(number)@example.com", id: "u\(number)")
            world.grant(Example.event("r\(number)", "\(30 - number)m", user: "u\(number)@example.com"))
        }
        world.advance(by: .seconds(1860))
        world.ledger.pageSize = 5
        world.sweep()
        let ends = try (0..<12).map { number in
            try #require(
                world.ledger.audit(of: try id("r\(number)")).first {
                    $0.attributes["status"] == "STARTED" && $0.attributes["action"] == "REVOKE"
                }
            )
        }
        let order = ends.map { "\($0.attributes["timestamp"] ?? .null)" }
        #expect(order == order.sorted(by: >))
    }

    @Test("When its time is nearly over it begins nothing new, answers in time, and the next goes on")
    func deadline() throws {
        let world = world(60)
        world.identityCenter.operationCourse = OperationCourse(time: .seconds(4))
        let first = try #require(world.perform(.sweep(timeLimit: .seconds(30))))
        let revoked = try #require(first.number("revoked_count"))
        #expect((10...40).contains(revoked))
        #expect(first.number("pending_count") == 60 - revoked)
        // Whoever runs this is told that more is due than a sweep can do.
        #expect(first.number("error_count") == 1)
        #expect(world.alerts.sent.count == 1)
        let message = try #require(world.alerts.sent.first?.message)
        #expect(message.contains("\(60 - revoked) items are due and were not reached"))
        let second = try #require(world.sweep()?.number("revoked_count"))
        #expect(revoked + second == 60)
        #expect(world.invariantViolations() + world.leftovers() == [])
    }

    @Test("A page that cannot be read ends the sweep after what it has")
    func lostPage() throws {
        let world = world(30)
        world.ledger.pageSize = 10
        let answer = world.perform(.sweep(faults: .on(.due, .fails(), skipping: 1)))
        // Two of the first page say how far the search and the comparison are.
        #expect(answer?.number("revoked_count") == 8)
        #expect(answer?.number("error_count") == 1)
        #expect(world.alerts.sent.count == 1)
        #expect(world.sweep()?.number("revoked_count") == 22)
    }

    @Test("One that fails does not keep the others")
    func oneFails() throws {
        let world = world(20)
        let answer = world.perform(.sweep(faults: .on(.remove, .fails(.refused), times: 1, skipping: 3)))
        #expect(answer?.number("revoked_count") == 19)
        #expect(answer?.number("error_count") == 1)
    }

    @Test("Pages that were not read are told of, too")
    func unreadPages() throws {
        let world = world(60)
        world.ledger.pageSize = 20
        world.identityCenter.operationCourse = OperationCourse(time: .seconds(4))
        world.perform(.sweep(timeLimit: .seconds(30)))
        #expect(world.alerts.sent.first?.message.contains("and more items are due and were not reached") == true)
    }

    @Test("Ten thousand rows that cannot be understood, at the head of the index, keep nothing from its end")
    func flood() throws {
        let world = world(5)
        for number in 0..<10_000 {
            world.ledger.putUnreadable(key: "x\(number)#1#y", problem: "no", dueAt: Timestamp(seconds: Int64(number)))
        }
        world.ledger.pageSize = 500
        let began = world.now
        let answer = world.perform(.sweep(timeLimit: .seconds(60)))
        #expect(answer?.number("revoked_count") == 5)
        #expect(answer?.number("error_count") == 10_000)
        // Each page once, and no call for any of them.
        #expect(world.calls.count(.due) == 21)
        #expect(world.now - began < .seconds(20))
        let alert = try #require(world.alerts.sent.first)
        #expect(world.alerts.sent.count == 1)
        #expect(alert.subject == "Hourglass: 10000 items of the state table cannot be understood")
        #expect(alert.message.contains("- and 9990 more"))
        #expect(world.log.messages(.error).count < 20)
        #expect(world.ledger.bindings.isEmpty)
    }

    @Test("How long access has been open is asked of every page")
    func overdue() throws {
        let world = world(3)
        world.ledger.pageSize = 1
        world.ledger.putUnreadable(key: "x#1#y", problem: "no", dueAt: Timestamp(seconds: 1))
        world.sweep()
        let overdue = world.metrics.all.compactMap {
            if case .swept(let sweep) = $0 { sweep.oldestOverdue } else { nil }
        }
        #expect(overdue.max() ?? .zero > .seconds(5))
    }

    @Test("An item that cannot be understood is told on every sweep, and keeps nothing else")
    func unreadable() throws {
        let world = world(3)
        world.ledger.putUnreadable(key: "x#1#y", problem: "leases is not a map", dueAt: Timestamp(seconds: 1))
        let answer = world.sweep()
        #expect(answer?.number("revoked_count") == 3)
        #expect(answer?.number("error_count") == 1)
        #expect(world.alerts.sent.first?.message.contains("x#1#y") == true)
        #expect(world.sweep()?.number("error_count") == 1)
        #expect(world.alerts.sent.count == 2)
    }
}
