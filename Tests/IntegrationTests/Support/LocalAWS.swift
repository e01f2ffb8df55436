// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import HTTPTransport
import Testing

/// The local AWS that `scripts/local-aws` runs, as its environment variables tell where it is.
enum LocalAWS {
    /// Without a local AWS the tests that need one are skipped; scripts/test insists on them.
    static let isExpected = isRequired || variable("HOURGLASS_TEST_AWS_ENDPOINT_URL") != nil

    static let region = "us-east-1"

    private static let isRequired = variable("HOURGLASS_REQUIRE_LOCAL_AWS") != nil

    /// One for all tests, as in a Lambda function: requests of different tests share connections.
    private static let transport = CurlTransport()

    static func variable(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A client of the local AWS, with the retries and time-outs of the real one.
    ///
    /// - Parameter region: Where the services are called. Identity Center has an instance in each; what a test makes
    ///   in a region of its own is in nobody's way.
    static func client(region: String = region) throws -> AWSClient {
        try client(region: region, endpoints: endpoints())
    }

    /// Where its services are, as environment variables.
    static func endpoints() throws -> [String: String] {
        let upstream = try upstream()
        return [
            "AWS_ENDPOINT_URL": upstream.services,
            "AWS_ENDPOINT_URL_SSO_ADMIN": upstream.directory,
            "AWS_ENDPOINT_URL_IDENTITYSTORE": upstream.directory,
            "AWS_ENDPOINT_URL_ORGANIZATIONS": variable("HOURGLASS_TEST_ORGANIZATIONS_ENDPOINT_URL")
                ?? upstream.directory,
        ]
    }

    /// The key that seals requests.
    static func sealKey() throws -> String {
        try #require(variable("HOURGLASS_TEST_SEAL_KEY"), "scripts/local-aws start")
    }

    /// What a proxy stands in front of.
    static func upstream() throws -> Upstream {
        Upstream(
            services: try #require(variable("HOURGLASS_TEST_AWS_ENDPOINT_URL"), "scripts/local-aws start"),
            directory: try #require(variable("HOURGLASS_TEST_SSO_ENDPOINT_URL"), "scripts/local-aws start")
        )
    }

    /// A client of any endpoint, with credentials that open nothing.
    ///
    /// - Parameters:
    ///   - attempts: How often a call may be sent in all.
    ///   - transport: Gets the transport of all tests, and returns the one to use.
    static func client(
        region: String = region,
        endpoints: [String: String],
        sessionToken: String? = nil,
        attempts: Int = 3,
        transport wrap: (any Transport) -> any Transport = { $0 },
        effects: AWSClient.Effects = AWSClient.Effects()
    ) throws -> AWSClient {
        AWSClient(
            configuration: AWSClient.Configuration(region: region, maximumAttempts: attempts),
            transport: wrap(transport),
            credentials: TestCredentials(sessionToken: sessionToken),
            endpoints: try EndpointResolver(environment: endpoints),
            effects: effects
        )
    }

    private struct TestCredentials: CredentialsProvider {
        let sessionToken: String?

        func credentials() async throws(CredentialsError) -> Credentials {
            Credentials(
                accessKeyID: "test",
                secretAccessKey: Secret("test"),
                sessionToken: sessionToken.map(Secret.init)
            )
        }
    }
}
