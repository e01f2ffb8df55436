// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

@Suite("Endpoint overrides")
struct EndpointOverrideTests {
    private func url(_ environment: [String: String], _ service: AWSService = .dynamoDB) throws -> String {
        try EndpointResolver(environment: environment).endpoint(for: service, region: "eu-central-1").url
    }

    @Test("A service's own variable wins over the one for all services, which wins over AWS's endpoint")
    func order() throws {
        var environment = [
            "AWS_ENDPOINT_URL_DYNAMODB": "http://localhost:8000", "AWS_ENDPOINT_URL": "http://local:4566",
        ]
        #expect(try url(environment) == "http://localhost:8000")
        #expect(try url(environment, .sns) == "http://local:4566")
        environment["AWS_ENDPOINT_URL_DYNAMODB"] = ""
        #expect(try url(environment) == "http://local:4566")
        environment["AWS_ENDPOINT_URL"] = nil
        #expect(try url(environment) == "https://dynamodb.eu-central-1.amazonaws.com")
    }

    @Test("All overrides can be ignored, even bad ones", arguments: ["true", "TRUE", "True"])
    func ignored(value: String) throws {
        let environment = ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": value, "AWS_ENDPOINT_URL": "nonsense"]
        #expect(try url(environment) == "https://dynamodb.eu-central-1.amazonaws.com")
    }

    @Test(
        "Each service has the variable that AWS's tools use",
        arguments: [
            (AWSService.ssoAdmin, "AWS_ENDPOINT_URL_SSO_ADMIN"), (.identityStore, "AWS_ENDPOINT_URL_IDENTITYSTORE"),
            (.dynamoDB, "AWS_ENDPOINT_URL_DYNAMODB"), (.organizations, "AWS_ENDPOINT_URL_ORGANIZATIONS"),
            (.sns, "AWS_ENDPOINT_URL_SNS"), (.sts, "AWS_ENDPOINT_URL_STS"),
        ]
    )
    func variables(service: AWSService, variable: String) throws {
        #expect(try url([variable: "http://localhost:1"], service) == "http://localhost:1")
    }

    @Test("Plain http is for explicit overrides only")
    func plainHTTP() throws {
        for (value, allowed) in [("http://localhost:4566", true), ("https://localhost:4566", false)] {
            let resolver = try EndpointResolver(environment: ["AWS_ENDPOINT_URL": value])
            #expect(try resolver.endpoint(for: .sns, region: "eu-central-1").allowsPlainHTTP == allowed)
        }
        let plain = try EndpointResolver(environment: [:])
        #expect(try plain.endpoint(for: .sns, region: "eu-central-1").allowsPlainHTTP == false)
    }

    @Test("An override is signed for the caller's region, and for the partition's where the service has one endpoint")
    func signingRegion() throws {
        let resolver = try EndpointResolver(environment: ["AWS_ENDPOINT_URL": "http://localhost:4566"])
        #expect(try resolver.endpoint(for: .sns, region: "eu-central-1").signingRegion == "eu-central-1")
        #expect(try resolver.endpoint(for: .organizations, region: "eu-central-1").signingRegion == "us-east-1")
    }

    @Test(
        "An override is kept as it is, but for slashes at the end and the scheme's own port",
        arguments: [
            ("http://localhost:4566/", "http://localhost:4566"), ("HTTPS://Example.com:443", "https://example.com"),
            ("http://example.com:443", "http://example.com:443"), ("http://[::1]:4566//", "http://[::1]:4566"),
            ("https://example.com/a/b/", "https://example.com/a/b"),
            ("http://example.com/a%20b", "http://example.com/a%20b"),
        ]
    )
    func normalised(value: String, expected: String) throws {
        #expect(try url(["AWS_ENDPOINT_URL": value]) == expected)
    }

    @Test(
        "A bad override is refused with the name of its variable, and without its value",
        arguments: [
            "localhost:4566", "ftp://localhost", "http://", "http://ada:secret@localhost", "http://localhost?secret=1",
            "http://localhost#secret", "http://local host", "http://localhost:99999", "http://localhost:port",
            "http://localhost/secret\r\n", "https://exämple.com",
        ]
    )
    func refused(value: String) {
        for variable in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SNS"] {
            let error = #expect(throws: ConfigurationError.self) {
                try EndpointResolver(environment: [variable: value])
            }
            #expect(error?.message.hasPrefix("\(variable) ") == true)
            #expect(error?.message.contains("secret") == false)
            #expect(error?.message.contains("http://localhost:4566") == true, "an example is given")
        }
    }

    @Test("FIPS or dual stack and an override contradict each other, and both variables are named")
    func variants() throws {
        for variable in ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"] {
            let resolver = try EndpointResolver(environment: [variable: "true", "AWS_ENDPOINT_URL_SNS": "http://a"])
            let error = #expect(throws: ConfigurationError.self) {
                try resolver.endpoint(for: .sns, region: "eu-central-1")
            }
            #expect(error?.message.contains("\(variable) and AWS_ENDPOINT_URL_SNS") == true)
            #expect(throws: Never.self) { try resolver.endpoint(for: .sts, region: "eu-central-1") }
        }
    }
}
