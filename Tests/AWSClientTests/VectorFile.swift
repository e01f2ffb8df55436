// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The files in `Vectors`, which scripts/make-signing-vectors and scripts/make-endpoint-vectors write.
enum VectorFile {
    static func decode<Content: Decodable>(_ type: Content.Type, from name: String) throws -> Content {
        guard let url = Bundle.module.url(forResource: "Vectors/\(name)", withExtension: "json") else {
            throw CocoaError(.fileNoSuchFile)
        }
        return try JSONDecoder().decode(type, from: Data(contentsOf: url))
    }
}
