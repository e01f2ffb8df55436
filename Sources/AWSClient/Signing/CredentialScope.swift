// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Hashing

/// What a signature is good for: one day, one region, one service.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-string-to-sign
struct CredentialScope {
    static let algorithm = "AWS4-HMAC-SHA256"

    /// The moment of signing, as in `20150830T123600Z`.
    let timestamp: String
    let region: String
    let service: String

    init(date: Date, region: String, service: String) {
        timestamp = date.formatted(
            Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted, timeZone: .gmt)
        )
        self.region = region
        self.service = service
    }

    /// The scope as it is written in the string to sign and in the `Authorization` header.
    var text: String { "\(day)/\(region)/\(service)/\(Self.terminator)" }

    private static let terminator = "aws4_request"
    private var day: Substring { timestamp.prefix(8) }

    /// The string to sign for a canonical request.
    func stringToSign(_ canonicalRequest: String) throws(HashingError) -> String {
        "\(Self.algorithm)\n\(timestamp)\n\(text)\n\(try SHA256.hex(canonicalRequest))"
    }

    /// The signature of `stringToSign`, in hexadecimal.
    ///
    /// The key is derived anew each time: four HMACs take some microseconds, less than it would cost to keep derived
    /// keys safe in memory.
    func signature(of stringToSign: String, secretAccessKey: Secret) throws(HashingError) -> String {
        var key = Array("AWS4\(secretAccessKey.exposed)".utf8)
        for part in [String(day), region, service, Self.terminator] {
            key = try HMACSHA256.code(for: part.utf8, key: key)
        }
        return Hexadecimal.encode(try HMACSHA256.code(for: stringToSign.utf8, key: key))
    }
}
