// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FoundationEssentials
import JITAccess

/// Seals as attributes of a request's item. Only Grant's role may write them.
enum SealItem {
    static let seal = "seal"
    static let definitionSeal = "definition_seal"

    static func value(_ seal: RequestSeal) -> AttributeValue {
        .string(Data(seal.mac).base64EncodedString())
    }

    /// - Throws: ``ItemProblem`` if there is one that is no seal.
    static func seal(_ reader: ItemReader, _ name: String) throws(ItemProblem) -> RequestSeal? {
        guard reader.has(name) else { return nil }
        guard let mac = try reader.optionalText(name, upTo: ItemBounds.name).flatMap({ Data(base64Encoded: $0) }),
            let seal = RequestSeal(mac: Array(mac))
        else { throw ItemProblem("\(name) is not a seal") }
        return seal
    }
}
