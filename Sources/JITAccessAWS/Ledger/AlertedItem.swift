// SPDX-License-Identifier: Apache-2.0

public import AWSClient
public import JITAccess

/// What people have been told of, as an item of the state table. Each function has its own, and may write no other.
public struct StateTableAlertMemory: AlertMemory {
    private let dynamoDB: DynamoDB
    private let table: String
    private let key: String

    /// Uses the state table that the configuration names.
    ///
    /// - Parameter function: Whose memory it is, such as `Grant`.
    public init(_ client: AWSClient, configuration: FunctionConfiguration, function: String) {
        dynamoDB = client.dynamoDB
        table = configuration.stateTable
        key = StateKeys.alerted(by: function)
    }

    public func alerted() async throws(LedgerError) -> AlertedRecord? {
        let item: Item?
        do {
            item = try await dynamoDB.getItem(table: table, key: StateKeys.key(key))
        } catch {
            throw LedgerError(error)
        }
        do {
            return try item.map { item throws(ItemProblem) in try AlertedItem.record(item) }
        } catch {
            throw .unavailable("The item \(key) cannot be understood: \(error.description).", awsRequestID: nil)
        }
    }

    public func remember(_ record: AlertedRecord) async throws(LedgerError) -> Bool {
        let put = DynamoDB.Put(
            table: table,
            item: AlertedItem.item(record, key: key),
            condition: record.version <= 1
                ? DynamoDB.Expression("attribute_not_exists(assignment_id)")
                : DynamoDB.Expression("version = :before", values: [":before": .integer(record.version - 1)])
        )
        do {
            try await dynamoDB.putItem(put)
            return true
        } catch  where error.isConditionFailure {
            return false
        } catch {
            throw LedgerError(error)
        }
    }
}

enum AlertedItem {
    static func item(_ record: AlertedRecord, key: String) -> Item {
        [
            StateKeys.partition: .string(key),
            "version": .integer(record.version),
            "subjects": .map(record.subjects.mapValues { .integer($0.seconds) }),
        ]
    }

    static func record(_ item: Item) throws(ItemProblem) -> AlertedRecord {
        let reader = ItemReader(item)
        let subjects = try reader.map("subjects")
        guard subjects.count <= AlertedRecord.maximum else { throw ItemProblem("subjects has too many members") }
        let moments = ItemReader(subjects)
        var told: [String: Timestamp] = [:]
        for key in subjects.keys {
            guard key.utf8.count <= ItemBounds.name else { throw ItemProblem("subjects has a name that is too long") }
            told[key] = try moments.moment(key)
        }
        return AlertedRecord(version: try reader.version("version"), subjects: told)
    }
}
