// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import Testing

@testable import AWSClient

@Suite("What a signature covers")
struct SignaturePropertyTests {
    private static let date = Date(timeIntervalSince1970: 1_440_938_160)

    private static let request = HTTPRequest(
        .post,
        "https://dynamodb.eu-central-1.amazonaws.com/a/b%2Fc?x=1&y=2",
        headers: [
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": "DynamoDB_20120810.GetItem",
            "Amz-Sdk-Request": "attempt=1; max=3",
            "X-Custom": "value",
        ],
        body: Array(#"{"TableName":"jit-access-state"}"#.utf8)
    )

    private func authorization(
        _ request: HTTPRequest,
        region: String = "eu-central-1",
        service: String = "dynamodb",
        credentials: Credentials = .example(sessionToken: "token"),
        date: Date = date
    ) throws -> String {
        let signer = SigV4Signer(region: region, service: service)
        return try #require(signer.sign(request, credentials: credentials, date: date).headers["Authorization"])
    }

    @Test("The order of headers does not matter", arguments: 0..<50 as Range<UInt64>)
    func headerOrder(seed: UInt64) throws {
        var generator = SplitMix64(state: seed)
        var shuffled = Self.request
        shuffled.headers = [:]
        for field in Self.request.headers.fields.shuffled(using: &generator) {
            shuffled.headers.append(field.value, for: field.name)
        }
        #expect(try authorization(shuffled) == authorization(Self.request))
    }

    @Test("The case of header names does not matter")
    func headerCase() throws {
        var capitals = Self.request
        capitals.headers = [:]
        for field in Self.request.headers.fields {
            capitals.headers.append(field.value, for: field.name.uppercased())
        }
        let signatures = try [capitals, Self.request].map { try authorization($0) }
        #expect(signatures[0] == signatures[1])
    }

    @Test("Every byte of the body matters", arguments: request.body.indices)
    func everyBodyByte(index: Int) throws {
        var changed = Self.request
        changed.body[index] ^= 1
        #expect(try authorization(changed) != authorization(Self.request))
    }

    @Test("Every byte of every signed header matters", arguments: request.headers.fields.indices)
    func everyHeaderByte(index: Int) throws {
        let field = Self.request.headers.fields[index]
        for position in field.value.utf8.indices {
            var value = field.value
            value.replaceSubrange(position...position, with: value[position] == "~" ? "!" : "~")
            var changed = Self.request
            changed.headers[field.name] = value
            #expect(try authorization(changed) != authorization(Self.request), "\(field.name): \(value)")
        }
    }

    @Test(
        "Every part of the URL matters",
        arguments: [
            "https://dynamodb.eu-central-1.amazonaws.com/a/b%2Fc?x=1&y=3",
            "https://dynamodb.eu-central-1.amazonaws.com/a/b%2Fc?x=1",
            "https://dynamodb.eu-central-1.amazonaws.com/a/b%2Fc?x=1&y=2&z",
            "https://dynamodb.eu-central-1.amazonaws.com/a/b%2Fd?x=1&y=2",
            "https://dynamodb.eu-central-1.amazonaws.com/a/b/c?x=1&y=2",
            "https://dynamodb.eu-central-1.amazonaws.com/a/b%2Fc/?x=1&y=2",
            "https://dynamodb.eu-central-1.amazonaws.com:8443/a/b%2Fc?x=1&y=2",
            "https://dynamodb.eu-central-2.amazonaws.com/a/b%2Fc?x=1&y=2",
        ]
    )
    func everyPartOfTheURL(url: String) throws {
        var changed = Self.request
        changed.url = url
        #expect(try authorization(changed) != authorization(Self.request))
    }

    @Test("The method, the date, the region, the service and each credential matter")
    func everythingElse() throws {
        var get = Self.request
        get.method = .get
        let other = Credentials(
            accessKeyID: "AKIDEXAMPLE",
            secretAccessKey: Secret("another"),
            sessionToken: Secret("token")
        )
        let all = try [
            authorization(Self.request),
            authorization(get),
            authorization(Self.request, region: "eu-central-2"),
            authorization(Self.request, service: "sns"),
            authorization(Self.request, credentials: other),
            authorization(Self.request, credentials: .example()),
            authorization(Self.request, credentials: .example(sessionToken: "tokem")),
            authorization(Self.request, date: Self.date + 1),
            authorization(Self.request, date: Self.date + 86400),
        ]
        #expect(Set(all.map { $0.suffix(64) }).count == all.count)
    }

    @Test("A fraction of a second does not matter, as the date is sent in whole seconds")
    func fractions() throws {
        #expect(try authorization(Self.request, date: Self.date + 0.999) == authorization(Self.request))
    }
}

/// A small generator with a seed, so that a failing shuffle can be run again.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
