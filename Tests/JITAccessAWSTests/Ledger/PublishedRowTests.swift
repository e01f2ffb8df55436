// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import Testing

@testable import JITAccessAWS

@Suite("Rows of the published sample")
struct PublishedRowTests {
    /// As the sample's Python writes it.
    private static let row: Item = [
        "assignment_id": .string(Sample.key),
        "user_id": .string(Sample.userID),
        "account_id": "111122223333",
        "permission_set_arn": .string(Sample.permissionSetARN),
        "expiry_timestamp": 1_768_471_200,
        "created_at": "2026-01-15T10:00:00.123456",
    ]

    @Test("They are known by having an expiry and no version")
    func recognition() throws {
        #expect(PublishedItem.isPublished(Self.row))
        #expect(!PublishedItem.isPublished(BindingItem.item(try Sample.record())))
        #expect(!PublishedItem.isPublished(RequestItem.item(try Sample.request())))
        #expect(!PublishedItem.isPublished(["assignment_id": "sweep#lease", "lease_until": 1]))
    }

    @Test("Its parts are read, and the expiry is kept as it was stored")
    func reading() throws {
        let row = try PublishedItem.row(Self.row)
        #expect(row.binding == (try Sample.binding()))
        #expect(row.expiresAt == Timestamp(seconds: 1_768_471_200))
        #expect(row.storedExpiry == "1768471200")
        #expect(row.createdAt == "2026-01-15T10:00:00.123456")
    }

    @Test(
        "An expiry with a fraction ends with its second, never later",
        arguments: [("1768471200.987654", 1_768_471_200), ("1.7684712E+9", 1_768_471_200), ("0", 0), ("-1.5", -2)]
    )
    func fraction(stored: String, seconds: Int64) throws {
        var item = Self.row
        item["expiry_timestamp"] = .number(stored)
        let row = try PublishedItem.row(item)
        #expect(row.expiresAt == Timestamp(seconds: seconds))
        #expect(row.storedExpiry == stored)
    }

    @Test(
        "What cannot be adopted for certain is not adopted",
        arguments: [
            Damage("expiry_timestamp", "1768471200"), Damage("expiry_timestamp", nil),
            Damage("expiry_timestamp", .number("1E40")), Damage("assignment_id", "someone#else"),
            Damage("account_id", "1111-2222-3333"), Damage("user_id", nil), Damage("permission_set_arn", nil),
        ]
    )
    func unreadable(damage: Damage) throws {
        let problem = #expect(throws: ItemProblem.self) { try PublishedItem.row(damage.applied(to: Self.row)) }
        #expect(problem?.description.contains(damage.attribute) == true)
    }
}
