// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

@Suite("Endpoint settings")
struct EndpointSettingTests {
    @Test(
        "A region that is not a host label is refused, so that it cannot lead elsewhere",
        arguments: [
            "", "-", "eu-central-1.evil.example", "evil.example/", "a@b", "eu central 1", "eu-central-1\r\n", "é",
            "a:1",
            "-eu-central-1", "eu-central-1-", "#", String(repeating: "a", count: 64),
        ]
    )
    func region(region: String) throws {
        let resolver = try EndpointResolver(environment: [:])
        let error = #expect(throws: ConfigurationError.self) {
            try resolver.endpoint(for: .sns, region: region)
        }
        #expect(error?.message.contains("eu-central-1.") == true, "an example is given")
        #expect(error?.message.contains("\n") == false)
    }

    @Test(
        "A switch that is neither true nor false is refused by name",
        arguments: ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]
    )
    func flags(variable: String) {
        for value in ["yes", "1", "true ", "on"] {
            let error = #expect(throws: ConfigurationError.self) {
                try EndpointResolver(environment: [variable: value])
            }
            #expect(error?.message == "\(variable) must be true or false.")
        }
        #expect(throws: Never.self) { try EndpointResolver(environment: [variable: ""]) }
        #expect(throws: Never.self) { try EndpointResolver(environment: [variable: "False"]) }
    }
}
