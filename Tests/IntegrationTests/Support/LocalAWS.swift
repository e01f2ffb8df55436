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
        let services = try #require(variable("HOURGLASS_TEST_AWS_ENDPOINT_URL"), "scripts/local-aws start")
        let directory = try #require(variable("HOURGLASS_TEST_SSO_ENDPOINT_URL"), "scripts/local-aws start")
        let endpoints = [
            "AWS_ENDPOINT_URL": services,
            "AWS_ENDPOINT_URL_SSO_ADMIN": directory,
            "AWS_ENDPOINT_URL_IDENTITYSTORE": directory,
            "AWS_ENDPOINT_URL_ORGANIZATIONS": variable("HOURGLASS_TEST_ORGANIZATIONS_ENDPOINT_URL") ?? directory,
        ]
        return try client(region: region, endpoints: endpoints)
    }

    /// A client of any endpoint, with credentials that open nothing.
    static func client(
        region: String = region,
        endpoints: [String: String],
        sessionToken: String? = nil
    ) throws -> AWSClient {
        AWSClient(
            configuration: AWSClient.Configuration(region: region),
            transport: transport,
            credentials: TestCredentials(sessionToken: sessionToken),
            endpoints: try EndpointResolver(environment: endpoints)
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
