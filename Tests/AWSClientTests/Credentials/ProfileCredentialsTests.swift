// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

@Suite("Credentials of a profile")
struct ProfileCredentialsTests {
    private let home: TemporaryDirectory

    init() throws {
        home = try TemporaryDirectory()
    }

    private func credentials(
        _ profile: String? = nil,
        _ more: [String: String] = [:]
    ) async throws(CredentialsError) -> Credentials {
        let environment = home.environment.merging(more) { _, new in new }
        return try await ProfileCredentials(environment: environment, profile: profile).credentials()
    }

    private static func keys(_ name: String) -> String {
        "aws_access_key_id = \(name)\naws_secret_access_key = s3cr3t\n"
    }

    @Test("Keys are found in either file, under the header each file has for a profile")
    func headers() async throws {
        try home.write("[default]\n\(Self.keys("A"))[ada]\n\(Self.keys("B"))", to: ".aws/credentials")
        try home.write("[profile bea]\n\(Self.keys("C"))[profile 'cy dee']\n\(Self.keys("D"))", to: ".aws/config")
        for (profile, key) in [(nil, "A"), ("default", "A"), ("ada", "B"), ("bea", "C"), ("cy dee", "D")] {
            #expect(try await credentials(profile).accessKeyID == key)
        }
        #expect(try await credentials(nil, ["AWS_PROFILE": "bea"]).accessKeyID == "C")
        #expect(try await credentials("ada", ["AWS_PROFILE": "bea"]).accessKeyID == "B")
    }

    @Test("A session token is read, and credentials win over config")
    func precedence() async throws {
        try home.write("[default]\n\(Self.keys("A"))aws_session_token = t0ken\n", to: ".aws/credentials")
        try home.write("[default]\n\(Self.keys("B"))", to: ".aws/config")
        let found = try await credentials()
        #expect(
            found == Credentials(accessKeyID: "A", secretAccessKey: Secret("s3cr3t"), sessionToken: Secret("t0ken"))
        )
    }

    @Test("In config, [profile default] wins over [default]")
    func prefixedDefault() async throws {
        try home.write("[profile default]\n\(Self.keys("A"))[default]\n\(Self.keys("B"))", to: ".aws/config")
        #expect(try await credentials().accessKeyID == "A")
    }

    @Test("AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE say where the files are; links are followed")
    func locations() async throws {
        let file = try home.write("[a]\n\(Self.keys("A"))", to: "elsewhere")
        try home.write("[profile b]\n\(Self.keys("B"))", to: "config-elsewhere")
        let link = home.url.appending(path: "link")
        try FileManager.default.createSymbolicLink(at: link, withDestinationURL: URL(filePath: file))
        let files = ["AWS_SHARED_CREDENTIALS_FILE": link.path, "AWS_CONFIG_FILE": "~/config-elsewhere"]
        #expect(try await credentials("a", files).accessKeyID == "A")
        #expect(try await credentials("b", files).accessKeyID == "B")
    }

    @Test("An unknown profile is answered with those there are")
    func unknown() async throws {
        try home.write("[ada]\n\(Self.keys("A"))", to: ".aws/credentials")
        try home.write("[profile bea]\nregion = eu-central-1\n[sso-session s]\n", to: ".aws/config")
        let error = await #expect(throws: CredentialsError.self) { try await credentials("eve") }
        #expect(error?.message.contains("no profile 'eve' in \(home.path)/.aws/credentials or ") == true)
        #expect(error?.message.contains("Set AWS_PROFILE to one of: ada, bea.") == true)
    }

    @Test("Without any file, the error says how to make one")
    func noFiles() async {
        let error = await #expect(throws: CredentialsError.self) { try await credentials() }
        #expect(error?.message.contains("no profile 'default'") == true)
        #expect(error?.message.contains("aws configure") == true)
        let homeless = await #expect(throws: CredentialsError.self) { try await credentials(nil, ["HOME": ""]) }
        #expect(homeless?.message.contains("HOME is not set") == true)
    }

    @Test("Half a pair of keys, or a spoilt one, is named; the profile too; the value is not shown")
    func incomplete() async throws {
        try home.write("[default]\naws_access_key_id = A\n[b]\n\(Self.keys("A"))  deeper\n", to: ".aws/credentials")
        let half = await #expect(throws: CredentialsError.self) { try await credentials() }
        #expect(half?.message.contains("There is no aws_secret_access_key in profile 'default'") == true)
        let spoilt = await #expect(throws: CredentialsError.self) { try await credentials("b") }
        #expect(spoilt?.message.contains("aws_secret_access_key in profile 'b' holds") == true)
        #expect(spoilt?.message.contains("s3cr3t") == false)
    }

    @Test("A file that is no text file of reasonable size is refused by its path")
    func unreadable() async throws {
        let large = String(repeating: "#", count: 1024 * 1024)
        for (content, reason) in [
            ("[a]\n\0", "not a text file"), ("\(large)\n", "larger than"), ("[a]\nb\n", "Line 2 of"),
        ] {
            let path = try home.write(content, to: ".aws/credentials")
            let error = await #expect(throws: CredentialsError.self) { try await credentials() }
            #expect(error?.message.contains(path) == true)
            #expect(error?.message.contains(reason) == true)
        }
        let error = await #expect(throws: CredentialsError.self) {
            try await credentials(nil, ["AWS_CONFIG_FILE": home.path])
        }
        #expect(error?.message.isEmpty == false)
        let directory = await #expect(throws: CredentialsError.self) {
            try await credentials(nil, ["AWS_SHARED_CREDENTIALS_FILE": home.path])
        }
        #expect(directory?.message == "\(home.path) is not a regular file.")
    }

    @Test("A profile prints its name and none of its settings")
    func redaction() throws {
        try home.write("[default]\n\(Self.keys("A"))", to: ".aws/credentials")
        let profile = try ProfileFiles(environment: home.environment).profile("default")
        var dumped = ""
        dump(profile, to: &dumped)
        for text in ["\(profile)", String(reflecting: profile), dumped] {
            #expect(text.contains("default"))
            #expect(!text.contains("s3cr3t"))
        }
    }
}
