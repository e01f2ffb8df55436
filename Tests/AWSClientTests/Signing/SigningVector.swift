// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import Testing

@testable import AWSClient

/// One request and how AWS's own signers sign it.
struct SigningVector: Decodable, CustomTestStringConvertible {
    let name: String
    let region: String
    let service: String
    let date: String
    let sessionToken: String?
    let method: String
    let url: String
    let headers: [[String]]
    let body: Data
    let canonicalRequest: String
    let stringToSign: String
    let authorization: String

    var testDescription: String { name }

    /// Every vector. An unreadable file gives none, which the test that counts them reports.
    static let all = (try? VectorFile.decode(File.self, from: "signing").vectors) ?? []

    struct File: Decodable {
        let vectors: [SigningVector]
    }

    var signer: SigV4Signer { SigV4Signer(region: region, service: service) }

    var credentials: Credentials { .example(sessionToken: sessionToken) }

    func request() throws -> HTTPRequest {
        var request = HTTPRequest(try #require(HTTPRequest.Method(rawValue: method)), url, body: Array(body))
        for header in headers {
            request.headers.append(header[1], for: header[0])
        }
        return request
    }

    func signingDate() throws -> Date {
        try Date(date, strategy: Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted))
    }
}

extension Credentials {
    /// The keys of AWS's documentation.
    static func example(sessionToken: String? = nil) -> Credentials {
        Credentials(
            accessKeyID: "AKIDEXAMPLE",
            secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            sessionToken: sessionToken.map(Secret.init)
        )
    }
}
