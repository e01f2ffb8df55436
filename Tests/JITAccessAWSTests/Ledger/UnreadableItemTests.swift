// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import Testing

@testable import JITAccessAWS

/// A change that makes an item unreadable, and the attribute that the complaint must name.
struct Damage: CustomTestStringConvertible, Sendable {
    let attribute: String
    let value: AttributeValue?

    init(_ attribute: String, _ value: AttributeValue?) {
        self.attribute = attribute
        self.value = value
    }

    var testDescription: String { "\(attribute) = \(value.map { "\($0)" } ?? "missing")" }

    func applied(to item: Item) -> Item {
        var item = item
        item[attribute] = value
        return item
    }
}

@Suite("An item that cannot be understood is never guessed at")
struct UnreadableItemTests {
    @Test(
        "A binding",
        arguments: [
            Damage("user_id", nil), Damage("user_id", 5), Damage("account_id", "12"), Damage("account_id", nil),
            Damage("permission_set_arn", nil), Damage("version", "7"), Damage("version", .number("7.5")),
            Damage("leases", nil), Damage("leases", [:]), Damage("leases", "none"), Damage("leases", ["req-1": 1]),
            Damage("leases", ["not#an#id": ["status": "ACTIVE"]]),
            Damage("revocation", "soon"), Damage("assignment_id", "another#key"), Damage("assignment_id", nil),
        ]
    )
    func binding(damage: Damage) throws {
        let problem = #expect(throws: ItemProblem.self) {
            try BindingItem.record(damage.applied(to: BindingItem.item(Sample.record())))
        }
        #expect(problem?.description.contains(damage.attribute) == true)
    }

    @Test(
        "The ticket of a lease",
        arguments: [
            Damage("number", nil), Damage("check_at", nil), Damage("check_at", "soon"), Damage("closes_at", "later"),
            Damage("failed_checks", nil),
        ]
    )
    func ticket(damage: Damage) throws {
        let hold = TicketHold(number: "CHG1", closesAt: Sample.now, checkAt: Sample.now)
        let problem = #expect(throws: ItemProblem.self) {
            try TicketHoldItem.hold(damage.applied(to: TicketHoldItem.item(hold)))
        }
        #expect(problem?.description.contains(damage.attribute) == true)
    }

    @Test(
        "A lease of a binding",
        arguments: [
            Damage("status", "FROZEN"), Damage("status", nil), Damage("duration_seconds", nil),
            Damage("expires_at", "tomorrow"), Damage("expires_at", nil), Damage("recover_at", nil),
            Damage("end", "SOMEHOW"), Damage("ended_at", nil),
        ]
    )
    func lease(damage: Damage) throws {
        let end = LeaseEnd(.revoked, at: Sample.now)
        let lease = LeaseItem.item(Sample.lease(.granting(.init(recoverAt: Sample.now, revocation: end))))
        let problem = #expect(throws: ItemProblem.self) { try LeaseItem.lease(damage.applied(to: lease)) }
        #expect(problem?.description.contains(damage.attribute) == true)
    }

    @Test(
        "A removal under way",
        arguments: [
            Damage("failed_attempts", nil), Damage("next_try_at", "soon"), Damage("claim_until", nil),
            Damage("claim_owner", 1),
        ]
    )
    func revocation(damage: Damage) throws {
        let record = try Sample.record(
            revocation: .init(claim: .init(owner: "x", until: Sample.now), failedAttempts: 0, nextTryAt: Sample.now)
        )
        var item = BindingItem.item(record)
        item["revocation"] = .map(damage.applied(to: item["revocation"]?.mapValue ?? [:]))
        let problem = #expect(throws: ItemProblem.self) { try BindingItem.record(item) }
        #expect(problem?.description.contains(damage.attribute) == true)
    }

    @Test(
        "A request",
        arguments: [
            Damage("request_id", nil), Damage("request_id", "a#b"), Damage("digest", nil), Damage("user_email", nil),
            Damage("permission_set", nil), Damage("policy_rule", nil), Damage("lease_status", "SLEEPING"),
            Damage("expires_at", nil), Damage("account_id", "1"),
        ]
    )
    func request(damage: Damage) throws {
        let problem = #expect(throws: ItemProblem.self) {
            try RequestItem.record(damage.applied(to: RequestItem.item(Sample.request())))
        }
        #expect(problem?.description.contains(damage.attribute) == true)
    }

    @Test(
        "The memory of a removal",
        arguments: [
            Damage("ended_at", nil), Damage("due_at", "later"), Damage("user_id", nil),
            Damage("assignment_id", "ended#x"),
        ]
    )
    func ended(damage: Damage) throws {
        let ended = EndedBinding(binding: try Sample.binding(), endedAt: Sample.now, dueAt: Sample.now)
        let problem = #expect(throws: ItemProblem.self) {
            try EndedItem.ended(damage.applied(to: EndedItem.item(ended)))
        }
        #expect(problem?.description.contains(damage.attribute) == true)
    }

    @Test("An item under a key that only looks like its own: what is written about it would go to another item")
    func otherForm() throws {
        let composed = "\u{E9}", decomposed = "e\u{301}"
        #expect(composed == decomposed)
        var item = BindingItem.item(try Sample.record())
        item["user_id"] = .string(decomposed)
        item["assignment_id"] = .string(Sample.key.replacing(Sample.userID, with: composed))
        #expect(throws: ItemProblem.self) { try BindingItem.record(item) }
        item["assignment_id"] = .string(Sample.key.replacing(Sample.userID, with: decomposed))
        #expect(try BindingItem.record(item).binding.userID == decomposed)
        // The Kelvin sign is the letter K to Swift.
        var request = RequestItem.item(try Sample.request())
        request["request_id"] = "K1"
        request["assignment_id"] = "request#\u{212A}1"
        #expect(throws: ItemProblem.self) { try RequestItem.record(request) }
    }

    @Test("A date of creation that cannot be read does not keep access alive: it is for people")
    func createdAt() throws {
        var item = BindingItem.item(try Sample.record())
        item["created_at"] = "the other day"
        #expect(try BindingItem.record(item).createdAt == Timestamp(seconds: 0))
    }
}
