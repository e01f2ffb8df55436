// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

@Suite("Credentials from the environment")
struct EnvironmentCredentialsTests {
    private static let complete = [
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "s3cr3t/+=",
        "AWS_SESSION_TOKEN": "t0ken==",
    ]

    @Test("All three variables are read, and no end is known")
    func allThree() async throws {
        let credentials = try await EnvironmentCredentials(environment: Self.complete).credentials()
        #expect(credentials.accessKeyID == "AKIDEXAMPLE")
        #expect(credentials.secretAccessKey == Secret("s3cr3t/+="))
        #expect(credentials.sessionToken == Secret("t0ken=="))
        #expect(credentials.expiration == nil)
    }

    @Test("A missing or empty session token means long-term keys")
    func withoutToken() async throws {
        for token in [nil, ""] {
            var environment = Self.complete
            environment["AWS_SESSION_TOKEN"] = token
            #expect(try await EnvironmentCredentials(environment: environment).credentials().sessionToken == nil)
        }
    }

    @Test("A missing or empty key is named", arguments: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
    func missing(variable: String) {
        for value in [nil, ""] {
            var environment = Self.complete
            environment[variable] = value
            let error = #expect(throws: CredentialsError.self) { try EnvironmentCredentials(environment: environment) }
            #expect(error?.message.hasPrefix("There is no \(variable) in the environment, or it is empty.") == true)
        }
    }

    @Test("A value that copying has spoilt is named and not shown", arguments: complete.keys.sorted())
    func malformed(variable: String) {
        for spoilt in ["SPOILT\n", " SPOILT", "SPOILT SPOILT", "SPOILT\0", "SPOILTÜ", "\u{FEFF}SPOILT"] {
            var environment = Self.complete
            environment[variable] = spoilt
            let error = #expect(throws: CredentialsError.self) { try EnvironmentCredentials(environment: environment) }
            #expect(error?.message.hasPrefix("\(variable) in the environment holds ") == true)
            #expect(error?.message.contains("SPOILT") == false)
        }
    }

    @Test("The end that the AWS CLI exports is read")
    func expiration() async throws {
        var environment = Self.complete
        environment["AWS_CREDENTIAL_EXPIRATION"] = "2030-01-31T12:00:00+00:00"
        let credentials = try await EnvironmentCredentials(environment: environment).credentials()
        #expect(credentials.expiration == Date(timeIntervalSince1970: 1_896_091_200))

        environment["AWS_CREDENTIAL_EXPIRATION"] = "tomorrow"
        let error = #expect(throws: CredentialsError.self) { try EnvironmentCredentials(environment: environment) }
        #expect(error?.message.hasPrefix("AWS_CREDENTIAL_EXPIRATION in the environment is not a time like") == true)
    }

    @Test("Printing credentials shows the access key id and no secret")
    func redaction() async throws {
        let credentials = try await EnvironmentCredentials(environment: Self.complete).credentials()
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] {
            #expect(text.contains("AKIDEXAMPLE"))
            #expect(!text.contains("s3cr3t") && !text.contains("t0ken"))
        }
    }
}
