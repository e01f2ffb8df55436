// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The credentials of a profile (SSO, assumed role, process, ...), as the AWS command line resolves them.
struct ExportedCredentials: Decodable {
    let accessKeyID: String
    let secretAccessKey: String
    let sessionToken: String?

    private enum CodingKeys: String, CodingKey {
        case accessKeyID = "AccessKeyId"
        case secretAccessKey = "SecretAccessKey"
        case sessionToken = "SessionToken"
    }

    /// - Throws: ``CommandFailure`` that says what to do.
    static func get(run: AWSCommandLine.Runner) throws -> ExportedCredentials {
        let remedy = "Export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or choose a profile with AWS_PROFILE."
        switch run(["configure", "export-credentials", "--format", "process"]) {
        case .success(let output):
            guard let credentials = try? JSONDecoder().decode(Self.self, from: Data(output.utf8)) else {
                throw CommandFailure(message: "aws configure export-credentials gave no credentials. \(remedy)")
            }
            return credentials
        case .failure(.notInstalled):
            throw CommandFailure(
                message: "there are no AWS credentials in the environment, and no aws command to get them. \(remedy)"
            )
        case .failure(.failed(let reason)):
            throw CommandFailure(message: "aws configure export-credentials failed: \(reason). \(remedy)")
        }
    }
}
