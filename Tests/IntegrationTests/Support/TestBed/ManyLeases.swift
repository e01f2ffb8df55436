// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

/// Many leases like one that a grant has made, for users that exist in name only.
struct ManyLeases {
    let bed: TestBed
    let like: TestUser
    let requestID: String

    init(bed: TestBed, like user: TestUser, requestID: String) {
        self.bed = bed
        like = user
        self.requestID = requestID
    }

    /// Makes `count` more: the binding, the request, and the assignment.
    func make(_ count: Int) async throws {
        let binding = try #require(try await bed.ledger.bindings(of: like).first)
        let request = try #require(try await bed.ledger.item("request#\(requestID)"))
        var items: [Item] = []
        for number in 1...count {
            items += [try copy(binding, number), try copy(request, number)]
        }
        for start in stride(from: 0, to: items.count, by: 25) {
            let puts = items[start..<min(start + 25, items.count)].map { ["PutRequest": ["Item": $0]] }
            _ = try await bed.client.json(
                AWSOperation(.dynamoDB, "BatchWriteItem"),
                region: bed.client.region,
                ["RequestItems": [bed.ledger.state: puts]],
                as: NoOutput.self
            )
        }
        try await assign(count)
    }

    /// How many of them are assigned in Identity Center.
    func assignmentCount() async throws -> Int {
        try await bed.client.ssoAdmin.listAccountAssignments(
            instanceARN: bed.instance.arn,
            accountID: TestBed.account,
            permissionSetARN: try await bed.permissionSetARN()
        ).elements().count { $0.principalID.hasPrefix(like.id.prefix(24)) }
    }

    /// How many of them have a binding in the state table.
    func bindingCount() async throws -> Int {
        try await bed.ledger.items().count { $0["assignment_id"]?.stringValue?.hasPrefix(like.id.prefix(24)) == true }
    }

    private func userID(_ number: Int) -> String {
        // In the form of Identity Center's ids, by which alone the functions may write bindings.
        like.id.prefix(24) + String(format: "%012x", number)
    }

    /// An item with another user and another request.
    private func copy(_ item: Item, _ number: Int) throws -> Item {
        let text = String(decoding: try JSONEncoder().encode(item), as: UTF8.self)
            .replacing(like.id, with: userID(number))
            .replacing("\(requestID)\"", with: "\(requestID)-\(number)\"")
        return try JSONDecoder().decode(Item.self, from: Data(text.utf8))
    }

    private func assign(_ count: Int) async throws {
        let arn = try await bed.permissionSetARN()
        let (sso, instanceARN) = (bed.client.ssoAdmin, bed.instance.arn)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...count {
                if number > 8 { try await group.next() }
                let assignment = SSOAdmin.AccountAssignment(
                    accountID: TestBed.account,
                    permissionSetARN: arn,
                    principalID: userID(number)
                )
                group.addTask {
                    _ = try await sso.createAccountAssignment(instanceARN: instanceARN, assignment)
                }
            }
            try await group.waitForAll()
        }
    }
}
