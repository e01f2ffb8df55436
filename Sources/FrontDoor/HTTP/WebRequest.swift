// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import JITAccess

/// A call of the Gateway's URL, which anybody may make: nothing in it is believed before a door has verified it.
///
/// Payload format 2.0, see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads.
public struct WebRequest: Sendable, Equatable {
    /// The most bytes of a body. A form of ours that is filled to its limits has a fifth of that.
    public static let maximumBodyBytes = 128 * 1024

    /// The most bytes of the event around it: the body in Base64, and the headers.
    static let maximumEventBytes = 256 * 1024

    public let method: String
    public let path: String

    /// By their names in lower case, as Lambda hands them over.
    public let headers: [String: String]

    public let body: [UInt8]

    /// Creates a request; tests do.
    public init(method: String = "POST", path: String, headers: [String: String], body: [UInt8]) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }

    /// Reads the event of a URL.
    ///
    /// - Throws: the ``WebResponse`` to refuse it with: 413 if it is too large, 400 if it comes from no URL.
    public init(event: [UInt8]) throws(WebResponse) {
        guard event.count <= Self.maximumEventBytes else { throw .refused(413) }
        guard let value = try? JSONValue(parsing: event), value["version"]?.text == "2.0",
            let http = value["requestContext"]?["http"],
            let method = http["method"]?.text, let path = value["rawPath"]?.text
        else { throw .refused(400) }
        self.method = method
        self.path = path
        headers = (value["headers"]?.members ?? [:]).compactMapValues(\.text)
        body = try Self.body(value)
        guard body.count <= Self.maximumBodyBytes else { throw .refused(413) }
    }

    private static func body(_ event: JSONValue) throws(WebResponse) -> [UInt8] {
        guard let text = event["body"]?.text else { return [] }
        guard event["isBase64Encoded"] == true else { return Array(text.utf8) }
        guard let data = Data(base64Encoded: text) else { throw .refused(400) }
        return Array(data)
    }

    /// Whether the body is of this media type, whatever its parameters.
    func isOf(type: String) -> Bool {
        let essence = (headers["content-type"] ?? "").prefix { $0 != ";" }
        return essence.filter { $0 != " " && $0 != "\t" }.lowercased() == type
    }
}
