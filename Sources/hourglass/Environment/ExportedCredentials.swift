// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The credentials of a profile (SSO, assumed role, process, ...), as the AWS command line resolves them.
struct ExportedCredentials: Decodable {
    let accessKeyID: String
    let secretAccessKey: String
    let sessionToken: String?
    /// When they end, in ISO 8601.
    let expiration: String?

    private enum CodingKeys: String, CodingKey {
        case accessKeyID = "AccessKeyId"
        case secretAccessKey = "SecretAccessKey"
        case sessionToken = "SessionToken"
        case expiration = "Expiration"
    }

    /// - Throws: ``CommandFailure`` that says what to do.
    static func get(run: AWSCommandLine.Runner) throws -> ExportedCredentials {
        let remedy = "Export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or choose a profile with AWS_PROFILE."
        switch find(run: run) {
        case .success(let credentials): return credentials
        case .failure(.notInstalled):
            throw CommandFailure(
                message: "there are no AWS credentials in the environment, and no aws command to get them. \(remedy)"
            )
        case .failure(.notKnown):
            throw CommandFailure(
                message:
                    "there are no AWS credentials in the environment, and the aws command on the PATH is not version 2, "
                    + "which could hand them over. \(remedy)"
            )
        case .failure(.failed(let reason)):
            throw CommandFailure(message: "aws configure export-credentials failed: \(reason). \(remedy)")
        }
    }

    /// The credentials, or why there are none.
    static func find(run: AWSCommandLine.Runner) -> Result<ExportedCredentials, AWSCommandLine.Failure> {
        run(["configure", "export-credentials", "--format", "process"]).flatMap { output in
            let credentials = try? JSONDecoder().decode(Self.self, from: Data(output.utf8))
            return credentials.map(Result.success) ?? .failure(.failed("it gave no credentials"))
        }
    }
}
