// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("The list of what awaits somebody's approval")
struct FairListTests {
    private struct Listed {
        let ids: [String]
        let places: [String]
        let next: String?
        let total: Int
        let message: String?
        let more: Bool
    }

    private func list(_ world: AccessWorld, next: String? = nil) throws -> Listed {
        let more = next.map { #","next":"\#($0)""# } ?? ""
        let answer = try #require(world.say(Approvals.alan, #""action":"list","view":"approvals"\#(more)"#))
        guard case .array(let requests) = answer.body["requests"], case .integer(let total) = answer.body["total_count"]
        else { throw Missing("requests") }
        let texts = { (name: String) in
            requests.compactMap { request -> String? in
                guard case .object(let members) = request, case .string(let text) = members[name] else { return nil }
                return text
            }
        }
        return Listed(
            ids: texts("request_id"),
            places: texts("place"),
            next: answer.text("next"),
            total: Int(total),
            message: answer.text("message"),
            more: answer.body["more"] == true
        )
    }

    /// A world in which Ada may have many requests open.
    private func world() -> AccessWorld {
        Approvals.world(
            rules: RequestRules(
                defaultPermissionSet: Example.permissionSet.name,
                defaultDuration: Example.rules.defaultDuration,
                maximumDuration: Example.rules.maximumDuration,
                maximumOpenRequests: 500
            )
        )
    }

    private func ask(_ world: AccessWorld, _ person: String, _ id: String) {
        world.say(
            person,
            #""action":"request","request_id":"\#(id)","user_email":"\#(person)","account_id":"111122223333","#
                + #""permission_set":"AdministratorAccess","duration":"4h","justification":"mend it""#
        )
    }

    @Test("One person's many do not hide another's one, which came last")
    func fair() throws {
        let world = world()
        for number in 1...60 { world.ask("r\(number)") }
        world.advance(by: .seconds(60))
        ask(world, Approvals.edsger, "urgent")
        let first = try list(world)
        #expect(first.ids.count == 50)
        #expect(first.ids.prefix(2).contains("urgent"))
        #expect(first.total == 61)
        #expect(first.message == "50 of 61 requests")
        #expect(first.more)
        let next: String = try #require(first.next)
        let second = try list(world, next: next)
        #expect(second.ids.count == 11)
        #expect(second.next == nil)
        #expect(!second.more)
        #expect(Set(first.ids + second.ids).count == 61)
    }

    @Test("It goes on after each entry that it has shown")
    func places() throws {
        let world = world()
        for number in 1...5 { world.ask("r\(number)") }
        ask(world, Approvals.edsger, "e1")
        ask(world, Approvals.edsger, "e2")
        let all = try list(world)
        #expect(all.message == "7 requests")
        for (index, place) in all.places.enumerated() {
            #expect(try list(world, next: place).ids == Array(all.ids.dropFirst(index + 1)))
        }
    }

    @Test("However long the queue is, every request is on a page, and a page reads a bounded part of it")
    func longQueue() throws {
        let world = world()
        world.ledger.pageSize = 3
        for number in 1...100 { world.ask("r\(number)") }
        var ids: [String] = []
        var next: String?
        var pages = 0
        repeat {
            let before = world.calls.count(.openRequests)
            let page = try list(world, next: next)
            #expect(world.calls.count(.openRequests) - before <= RequestQueries.maximumPages)
            ids += page.ids
            next = page.next
            pages += 1
        } while next != nil && pages < 10
        #expect(ids.count == 100)
        #expect(Set(ids).count == 100)
    }

    @Test(
        "What is no place is refused, and so is one for another list",
        arguments: [
            "x", "...", "0.0", "0.0.zzzzzzzzzzzzzzzz", "-1.0.0123456789abcdef", "0.99999999999.0123456789abcdef",
            "0.0.0123456789abcdef.0", "0.0.0123456789abcdef.0.7", "0.0.0123456789abcdef.0.", "00.0.0123456789abcdef",
            "0.0.0123456789abcdef.0.ff", "+1.0.0123456789abcdef", String(repeating: "0", count: 601),
        ]
    )
    func invalid(text: String) throws {
        let world = world()
        let answer = world.say(Approvals.alan, #""action":"list","view":"approvals","next":"\#(text)""#)
        #expect(answer?.statusCode == 400)
        #expect(answer?.fields == ["next"])
        let mine = world.say(Approvals.alan, #""action":"list","view":"mine","next":"0.0.0123456789abcdef""#)
        #expect(mine?.fields == ["next"])
    }

    @Test("A place is read as it was written")
    func roundTrip() throws {
        let entry = ListPlace.Entry(round: 3, seconds: 1_768_467_600, mark: "0123456789abcdef")
        let start = DueCursor(key: "request#servicenow:RITM0010042", dueAt: Timestamp(seconds: -5))
        for place in [
            ListPlace(start: nil, last: entry), ListPlace(start: start, last: entry),
            ListPlace(start: start, last: nil),
        ] {
            let place = try #require(place)
            #expect(ListPlace(place.text) == place)
            #expect(place.text.utf8.count <= ListPlace.maximumLength)
        }
        let strange = DueCursor(key: "a", dueAt: Timestamp(seconds: 0), storedDueAt: "1E9")
        #expect(ListPlace(start: strange, last: nil) == nil)
    }
}
