// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import JITAccess

extension JSONValue {
    /// An item as DynamoDB writes it.
    init(_ item: Item) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(item))
    }
}
