// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FrontDoor
import JITAccess

/// What doors remember, in a table of the Gateway's own. DynamoDB removes what has expired, some time after.
struct GatewayTable: DoorMemory {
    private static let key = "memory_key"
    private static let text = "text"
    private static let owner = "owner"
    private static let expiry = "expires_at"

    /// Nothing that is kept is nearly as long, in bytes: what is longer was not written here.
    private static let longest = 262_144

    let dynamoDB: DynamoDB
    let table: String
    let clock: any AccessClock

    func claim(_ key: String, owner: String, until: Timestamp) async throws(MemoryError) -> Bool {
        var item = item(key, until)
        item[Self.owner] = .string(owner)
        let put = DynamoDB.Put(
            table: table,
            item: item,
            condition: DynamoDB.Expression(
                "attribute_not_exists(#key) OR #expiry < :now OR #owner = :owner",
                names: ["#key": Self.key, "#expiry": Self.expiry, "#owner": Self.owner],
                values: [":now": .integer(clock.now().seconds), ":owner": .string(owner)]
            )
        )
        do throws(AWSError) {
            try await dynamoDB.putItem(put)
            return true
        } catch {
            guard error.isConditionFailure else { throw MemoryError(error.description) }
            return false
        }
    }

    func keep(_ key: String, _ text: String, until: Timestamp) async throws(MemoryError) {
        var item = item(key, until)
        item[Self.text] = .string(text)
        do throws(AWSError) {
            try await dynamoDB.putItem(DynamoDB.Put(table: table, item: item))
        } catch {
            throw MemoryError(error.description)
        }
    }

    func recall(_ key: String) async throws(MemoryError) -> String? {
        do throws(AWSError) {
            let item = try await dynamoDB.getItem(table: table, key: [Self.key: .string(key)])
            // What has expired may still be there for days.
            guard let expiry = item?[Self.expiry]?.integerValue, Int64(expiry) >= clock.now().seconds else {
                return nil
            }
            guard let text = item?[Self.text]?.stringValue, text.utf8.count <= Self.longest else { return nil }
            return text
        } catch {
            throw MemoryError(error.description)
        }
    }

    private func item(_ key: String, _ until: Timestamp) -> Item {
        [Self.key: .string(key), Self.expiry: .integer(until.seconds)]
    }
}
