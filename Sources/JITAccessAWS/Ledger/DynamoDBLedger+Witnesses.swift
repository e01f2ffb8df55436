// SPDX-License-Identifier: Apache-2.0

import AWSClient
public import JITAccess

/// What else tells of a lease than its binding.
extension DynamoDBLedger {
    /// The most records of one trail that are read: the one by which something was lent is among the first.
    private static let trailPages = 10

    /// The most pages of the index that are read, a megabyte each.
    private static let lendingPages = 100

    public func leaseTrail(of id: RequestID) async throws(LedgerError) -> LeaseTrail {
        var trail = LeaseTrail()
        var start: Item?
        for _ in 1...Self.trailPages {
            let query = DynamoDB.Query(
                table: auditTable,
                keyCondition: DynamoDB.Expression("request_id = :id", values: [":id": .string(id.description)]),
                ascending: false,
                consistentRead: true,
                limit: Self.pageSize,
                exclusiveStartKey: start
            )
            let page = try await page(query)
            for item in page.items { trail.add(AuditItem.contents(item)) }
            start = page.lastEvaluatedKey
            if trail.isComplete || start == nil { break }
        }
        return trail
    }

    public func requests(lending binding: Binding) async throws(LedgerError) -> LendingRequests {
        var requests: [RequestRecord] = []
        var unreadable: [String] = []
        var start: Item?
        for _ in 1...Self.lendingPages {
            let query = DynamoDB.Query(
                table: stateTable,
                index: StateKeys.dueIndex,
                keyCondition: DynamoDB.Expression(
                    "due = :due",
                    values: [":due": .string(StateKeys.Queue.access.rawValue)]
                ),
                filter: RequestItem.lends(binding),
                exclusiveStartKey: start
            )
            let page = try await page(query)
            for item in page.items {
                do throws(ItemProblem) {
                    requests.append(try RequestItem.record(item))
                } catch {
                    unreadable.append("\(item[StateKeys.partition]?.stringValue ?? ""): \(error.description)")
                }
            }
            start = page.lastEvaluatedKey
            if start == nil { return LendingRequests(requests: requests, unreadable: unreadable) }
        }
        throw .unavailable("The due-index has more than can be read in time.", awsRequestID: nil)
    }
}
