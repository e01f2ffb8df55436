// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Testing

@testable import JITAccess
@testable import JITAccessAWS

@Suite("The numbers that are kept of callers")
struct CountItemTests {
    private static let person = Speaker(name: "ada", kind: .person(userID: "u-1"), proof: .integration("slack"))
    private static let hour = Timestamp(seconds: 1_768_467_600)

    private func caller() throws -> Caller { try #require(Caller.one(of: Self.person)) }

    private func action(_ change: LedgerChange) throws -> DynamoDB.TransactionAction {
        let transaction = LedgerTransaction(changes: [change], audit: [])
        let actions = TransactionActions(transaction, stateTable: "state", auditTable: "audit").actions
        return try #require(actions.first)
    }

    @Test("A person is counted by their id and the way that they come, the others by what the policy calls them")
    func keys() throws {
        #expect(
            Caller.all(of: Self.person).map(StateKeys.openRequests) == [
                "open#person:u-1/integration:slack", "open#integration:slack",
            ]
        )
        let actor = Speaker(name: "arn:aws:iam::1:role/x", kind: .mapped("deploy"), proof: .iam)
        let signed = Speaker(name: "ada", kind: .person(userID: "u-1"), proof: .identityCenterSession)
        #expect(Caller.all(of: signed).map(StateKeys.openRequests) == ["open#person:u-1/identity_center_session"])
        #expect(Caller.all(of: actor).map(StateKeys.openRequests) == ["open#mapped:deploy"])
        #expect(Caller.all(of: .callingSystem).map(StateKeys.openRequests) == ["open#calling_system"])
        #expect(Caller.all(of: .sweep).isEmpty)
        #expect(Caller.all(of: .unidentified(.direct)).isEmpty)
        #expect(
            try StateKeys.attempts(AttemptCount(of: caller(), isDenial: true))
                == "attempts#person:u-1/integration:slack"
        )
        #expect(StateKeys.attempts(.ofUnknown) == "attempts#unidentified")
    }

    @Test("One more only while there are fewer than there may be, and not fewer than none")
    func opened() throws {
        #expect(
            try action(.countOpenRequests(of: caller(), .opened(limit: 20)))
                == .update(
                    .init(
                        table: "state",
                        key: ["assignment_id": "open#person:u-1/integration:slack"],
                        update: .init("ADD open_requests :one", values: [":one": 1]),
                        condition: .init(
                            "attribute_not_exists(open_requests) OR open_requests BETWEEN :none AND :last",
                            values: [":none": 0, ":last": 19]
                        )
                    )
                )
        )
    }

    @Test("One less only of a number that can be")
    func closed() throws {
        #expect(
            try action(.countOpenRequests(of: caller(), .closed))
                == .update(
                    .init(
                        table: "state",
                        key: ["assignment_id": "open#person:u-1/integration:slack"],
                        update: .init("ADD open_requests :less", values: [":less": -1]),
                        condition: .init(
                            "open_requests BETWEEN :one AND :most",
                            values: [":one": 1, ":most": 1_000_000_000]
                        )
                    )
                )
        )
    }

    @Test(
        "Another number only over the one that was read, and over the whole item",
        arguments: [
            (StoredCount.absent, DynamoDB.Expression("attribute_not_exists(open_requests)")),
            (.count(20), DynamoDB.Expression("open_requests = :old", values: [":old": 20])),
            (.unreadable, DynamoDB.Expression("attribute_exists(open_requests)")),
        ]
    )
    func corrected(stored: StoredCount, condition: DynamoDB.Expression) throws {
        #expect(
            try action(.countOpenRequests(of: caller(), .corrected(to: 3, from: stored)))
                == .put(
                    .init(
                        table: "state",
                        item: ["assignment_id": "open#person:u-1/integration:slack", "open_requests": 3],
                        condition: condition
                    )
                )
        )
    }

    @Test(
        "What is no such number is read as none",
        arguments: [
            (["open_requests": 7], StoredCount.count(7)), (["open_requests": -1], .unreadable),
            (["open_requests": "7"], .unreadable), (["open_requests": .number("1.5")], .unreadable),
            (["open_requests": .number("9E125")], .unreadable), (["open_requests": 1_000_000_001], .unreadable),
            ([:], .absent),
        ] as [(Item, StoredCount)]
    )
    func read(item: Item, count: StoredCount) {
        #expect(CountItem.openRequests(item) == count)
    }

    @Test("Refused attempts are counted by the hour, and a transaction can want that there were not too many")
    func attempts() throws {
        let count = AttemptCount(of: try caller(), isDenial: true)
        let key: Item = ["assignment_id": "attempts#person:u-1/integration:slack"]
        let hour = AttributeValue.integer(Self.hour.seconds)
        #expect(
            try action(.countAttempt(count, .first(hour: Self.hour)))
                == .put(
                    .init(
                        table: "state",
                        item: [
                            "assignment_id": "attempts#person:u-1/integration:slack", "counted_hour": hour,
                            "refusals": 1,
                        ],
                        condition: .init(
                            "attribute_not_exists(refusals) OR counted_hour <> :hour OR refusals < :one OR refusals > :most",
                            values: [":hour": hour, ":one": 1, ":most": 61]
                        )
                    )
                )
        )
        let more = DynamoDB.Expression("ADD refusals :one", values: [":one": 1])
        #expect(
            try action(.countAttempt(count, .further(hour: Self.hour)))
                == .update(
                    .init(
                        table: "state",
                        key: key,
                        update: more,
                        condition: .init(
                            "counted_hour = :hour AND refusals BETWEEN :one AND :last",
                            values: [":hour": hour, ":one": 1, ":last": 59]
                        )
                    )
                )
        )
        #expect(
            try action(.countAttempt(count, .last(hour: Self.hour)))
                == .update(
                    .init(
                        table: "state",
                        key: key,
                        update: more,
                        condition: .init(
                            "counted_hour = :hour AND refusals = :limit",
                            values: [":hour": hour, ":limit": 60]
                        )
                    )
                )
        )
        #expect(
            try action(.countAttempt(count, .check(hour: Self.hour)))
                == .conditionCheck(
                    .init(
                        table: "state",
                        key: key,
                        condition: .init(
                            "attribute_not_exists(refusals) OR counted_hour <> :hour OR refusals < :limit",
                            values: [":hour": hour, ":limit": 60]
                        )
                    )
                )
        )
    }

    @Test(
        "A number that others are changing says nothing about the other items",
        arguments: [
            (["None", "TransactionConflict", "None", "None"], [.count]),
            (["None", "None", "TransactionConflict", "None"], [.count]),
            (["None", "ConditionalCheckFailed", "None", "None"], [.openRequestLimit]),
            (["None", "ValidationError", "None", "None"], [.openRequestLimit]),
            (["None", "None", "ConditionalCheckFailed", "None"], [.attemptLimit]),
            (["ConditionalCheckFailed", "TransactionConflict", "None", "None"], [.request, .count]),
            (["None", "ThrottlingError", "None", "None"], nil),
        ] as [([String], Set<LedgerPart>?)]
    )
    func conflicts(reasons: [String], parts: Set<LedgerPart>?) throws {
        let transaction = LedgerTransaction(
            changes: [
                .putRequest(try Sample.request(), expecting: .absent),
                .countOpenRequests(of: try caller(), .opened(limit: 20)),
                .countAttempt(AttemptCount(of: try caller(), isDenial: true), .check(hour: Self.hour)),
            ],
            audit: [try Sample.auditRecord()]
        )
        let error = AWSError(
            .service,
            service: "DYNAMODB",
            operation: "TransactWriteItems",
            message: "cancelled",
            cancellationReasons: reasons.map { CancellationReason(code: $0) }
        )
        #expect(TransactionActions(transaction, stateTable: "state", auditTable: "audit").conflict(error) == parts)
    }

    @Test("An hour begins on the hour, before 1970 too")
    func hours() {
        for (moment, hour) in [(0, 0), (3599, 0), (3600, 3600), (-1, -3600), (-3600, -3600)] as [(Int64, Int64)] {
            #expect(Timestamp(seconds: moment).hour == Timestamp(seconds: hour))
        }
    }
}
