// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The AWS environment of whoever runs the command, for `--aws`.
struct CallerAWS: Equatable {
    /// What the function gets of it.
    let variables: [String: String]
    /// Which account, profile and region are about to be touched; no secrets.
    let summary: String

    /// The functions' own configuration; the platform would have it in the function's settings.
    static let configurationVariables: Set<String> = [
        "STATE_TABLE", "AUDIT_TABLE", "ALERT_TOPIC_ARN", "EVENT_BUS_NAME", "DEFAULT_PERMISSION_SET",
        "DEFAULT_DURATION_HOURS", "MAX_DURATION_HOURS", "IDENTITY_CENTER_REGION", "INSTANCE_ARN",
        "IDENTITY_STORE_ID", "POLICY_FILE", "ACCESS_PORTAL_URL", "FENCE", "RECONCILE_CALLS_PER_SECOND",
        "SERVICENOW_INSTANCE", "SERVICENOW_SECRET", "MAX_OPEN_REQUESTS",
    ]

    /// How this machine reaches the network.
    private static let networkVariables: Set<String> = [
        "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE",
    ]

    /// - Parameters:
    ///   - environment: The caller's.
    ///   - run: Runs the AWS command line with these arguments.
    /// - Throws: ``CommandFailure`` when there are no credentials or no region.
    static func resolve(environment: [String: String], run: AWSCommandLine.Runner) throws -> CallerAWS {
        var variables = environment.filter { isPassedOn($0.key) }
        let source: String
        if isSet("AWS_ACCESS_KEY_ID", environment) && isSet("AWS_SECRET_ACCESS_KEY", environment) {
            source = "credentials from the environment"
        } else {
            let credentials = try ExportedCredentials.get(run: run)
            variables["AWS_ACCESS_KEY_ID"] = credentials.accessKeyID
            variables["AWS_SECRET_ACCESS_KEY"] = credentials.secretAccessKey
            variables["AWS_SESSION_TOKEN"] = credentials.sessionToken
            source = "profile \(environment["AWS_PROFILE"] ?? "default")"
        }
        let region = try region(environment, run)
        variables["AWS_REGION"] = region
        let account = account(run)
        return CallerAWS(variables: variables, summary: "AWS account \(account), \(source), region \(region)")
    }

    private static func isPassedOn(_ name: String) -> Bool {
        if configurationVariables.contains(name) || networkVariables.contains(name) { return true }
        if name.hasPrefix("AWS_LAMBDA_") { return name.hasPrefix("AWS_LAMBDA_LOG_") && !name.hasSuffix("_NAME") }
        // Profiles are resolved here; the functions read credentials from the environment only.
        return name.hasPrefix("AWS_") && !name.hasSuffix("_PROFILE")
    }

    private static func isSet(_ name: String, _ environment: [String: String]) -> Bool {
        environment[name].map { !$0.isEmpty } ?? false
    }

    private static func region(_ environment: [String: String], _ run: AWSCommandLine.Runner) throws -> String {
        for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            if let region = environment[name], !region.isEmpty { return region }
        }
        if case .success(let output) = run(["configure", "get", "region"]), !output.isEmpty { return output }
        throw CommandFailure(message: "no AWS region is set. Set one, for example: export AWS_REGION=us-east-1")
    }

    private static func account(_ run: AWSCommandLine.Runner) -> String {
        let arguments = [
            "sts", "get-caller-identity", "--query", "Account", "--output", "text",
            "--cli-connect-timeout", "5", "--cli-read-timeout", "5",
        ]
        guard case .success(let output) = run(arguments), output.wholeMatch(of: /[0-9]{12}/) != nil else {
            return "(not known)"
        }
        return output
    }
}
