// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

@Suite("Default region")
struct DefaultRegionTests {
    private let home: TemporaryDirectory

    init() throws {
        home = try TemporaryDirectory()
        try home.write(
            """
            [default]
            region = eu-west-1
            [profile ada]
            region = eu-west-2
            [profile bea]
            output = json
            [profile cy]
            region = eu-west-3 # not a comment
            """,
            to: ".aws/config"
        )
    }

    private func region(_ more: [String: String]) throws(ConfigurationError) -> String {
        try DefaultRegion.region(environment: home.environment.merging(more) { _, new in new })
    }

    @Test(
        "AWS_REGION wins over AWS_DEFAULT_REGION, which wins over the profile",
        arguments: [
            ([:], "eu-west-1"), (["AWS_PROFILE": "ada"], "eu-west-2"),
            (["AWS_DEFAULT_REGION": "us-east-1", "AWS_PROFILE": "ada"], "us-east-1"),
            (["AWS_REGION": "us-east-2", "AWS_DEFAULT_REGION": "us-east-1"], "us-east-2"),
            (["AWS_REGION": "", "AWS_DEFAULT_REGION": ""], "eu-west-1"),
        ] as [([String: String], String)]
    )
    func order(environment: [String: String], expected: String) throws {
        #expect(try region(environment) == expected)
    }

    @Test(
        "Where there is none, or it is no region, the error names the place",
        arguments: [
            (["AWS_PROFILE": "bea"], "Neither AWS_REGION nor profile 'bea' says an AWS region."),
            (["AWS_PROFILE": "eve"], "No AWS region is set. Set AWS_REGION, as in AWS_REGION=eu-central-1."),
            (["AWS_PROFILE": "cy"], "The region of profile 'cy' is not the name of an AWS region."),
            (["AWS_REGION": "Frankfurt (Main)"], "AWS_REGION is not the name of an AWS region."),
            (["AWS_DEFAULT_REGION": "a.b"], "AWS_DEFAULT_REGION is not the name of an AWS region."),
        ] as [([String: String], String)]
    )
    func missing(environment: [String: String], message: String) {
        let error = #expect(throws: ConfigurationError.self) { try region(environment) }
        #expect(error?.message.hasPrefix(message) == true)
    }
}
