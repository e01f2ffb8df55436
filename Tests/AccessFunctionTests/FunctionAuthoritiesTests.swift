// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import HTTPTransport
import Testing

@testable import AccessFunction

@Suite struct FunctionAuthoritiesTests {
    static let amazon = "/var/task/certificates/amazon.pem"
    static let packaged = "/var/task/certificates/all.pem"
    static let amazonLinux = "/etc/pki/tls/certs/ca-bundle.crt"
    static let debian = "/etc/ssl/certs/ca-certificates.crt"

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var variables = ["LAMBDA_TASK_ROOT": "/var/task"]
        let files: Set<String>
        let choice: TrustedAuthorities
    }

    @Test(
        "The first authorities that are there are trusted, Amazon's before them",
        arguments: [
            Case(
                testDescription: "the image's",
                files: [amazon, packaged, amazonLinux],
                choice: .fewFirst(few: amazon, all: amazonLinux)
            ),
            Case(
                testDescription: "the image's, of another distribution",
                files: [amazon, packaged, debian],
                choice: .fewFirst(few: amazon, all: debian)
            ),
            Case(
                testDescription: "the zip's, in an image without any",
                files: [amazon, packaged],
                choice: .fewFirst(few: amazon, all: packaged)
            ),
            Case(testDescription: "only Amazon's", files: [amazon], choice: .bundle(path: amazon)),
            Case(testDescription: "a build that was not packaged", files: [debian], choice: .bundle(path: debian)),
            Case(
                testDescription: "outside Lambda",
                variables: [:],
                files: [amazon, packaged, debian],
                choice: .bundle(path: debian)
            ),
            Case(testDescription: "none", files: [], choice: .system),
            Case(
                testDescription: "AWS_CA_BUNDLE wins, there or not",
                variables: ["LAMBDA_TASK_ROOT": "/var/task", "AWS_CA_BUNDLE": "own.pem"],
                files: [amazon, packaged, amazonLinux],
                choice: .bundle(path: "own.pem")
            ),
            Case(
                testDescription: "an empty AWS_CA_BUNDLE is none",
                variables: ["LAMBDA_TASK_ROOT": "/var/task", "AWS_CA_BUNDLE": ""],
                files: [amazon, packaged, amazonLinux],
                choice: .fewFirst(few: amazon, all: amazonLinux)
            ),
        ]
    )
    func choice(_ test: Case) {
        #expect(FunctionAuthorities.choose({ test.variables[$0] }, isReadable: test.files.contains) == test.choice)
    }

    @Test("An AWS_CA_BUNDLE without a certificate is refused at the start, by its name", arguments: [nil, "", "a key"])
    func badBundle(content: String?) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "bundle-\(UUID().uuidString).pem").path
        if let content { try content.write(toFile: path, atomically: true, encoding: .utf8) }
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = #expect(throws: ConfigurationError.self) {
            try FunctionAuthorities.check(["AWS_CA_BUNDLE": path])
        }
        #expect(error?.message.hasPrefix("AWS_CA_BUNDLE must name a PEM file") == true)
        #expect(error?.message.contains(path) == true)
    }

    @Test("An AWS_CA_BUNDLE with a certificate is accepted, and so is none")
    func goodBundle() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "bundle-\(UUID().uuidString).pem").path
        try "# Ours\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
            .write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FunctionAuthorities.check(["AWS_CA_BUNDLE": path])
        try FunctionAuthorities.check(["AWS_CA_BUNDLE": ""])
        try FunctionAuthorities.check([:])
    }
}
