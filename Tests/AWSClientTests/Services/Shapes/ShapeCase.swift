// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import Testing

@testable import AWSClient

/// One call whose request and answer are files in `Vectors/shapes`, which scripts/check-shapes holds against AWS's own
/// description of its services.
struct ShapeCase: Sendable, CustomTestStringConvertible {
    /// The service's folder, named as botocore names the service.
    let service: String

    /// The operation, and after a dot what is special about the case.
    let name: String

    /// Makes the call and says what is expected of its result.
    let call: @Sendable (AWSClient) async throws -> Void

    var testDescription: String { "\(service) \(name)" }

    init(_ service: String, _ name: String, _ call: @escaping @Sendable (AWSClient) async throws -> Void) {
        self.service = service
        self.name = name
        self.call = call
    }

    var operation: String { String(name.prefix { $0 != "." }) }

    func file(_ kind: String) throws -> [UInt8] {
        let isQuery = ["sns", "sts", "iam"].contains(service)
        let fileExtension = !isQuery ? "json" : kind == "requests" ? "form" : "xml"
        let name = "Vectors/shapes/\(kind)/\(service)/\(name)"
        let url = try #require(Bundle.module.url(forResource: name, withExtension: fileExtension), "\(name) is missing")
        return Array(try Data(contentsOf: url))
    }
}
