// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import HTTPTransport
import Logging

/// AWS as whoever runs the command reaches it.
enum CallerClient {
    /// A client for the region, endpoints and credentials that these variables say.
    ///
    /// - Throws: ``CommandFailure`` naming the variable that is missing or cannot be used.
    static func make(environment: [String: String]) throws -> AWSClient {
        do {
            var configuration = try AWSClient.Configuration(environment: environment)
            configuration.product = "hourglass-cli/0.1"
            return AWSClient(
                configuration: configuration,
                transport: transport(environment),
                credentials: credentials(environment),
                endpoints: try EndpointResolver(environment: environment),
                // What matters to a person is in the error.
                logger: Logger(label: "hourglass") { _ in SwiftLogNoOpLogHandler() }
            )
        } catch {
            throw CommandFailure(message: error.message)
        }
    }

    /// The region that these variables, or the profile they name, say.
    ///
    /// - Throws: ``CommandFailure`` if there is none.
    static func region(_ environment: [String: String]) throws -> String {
        do {
            return try DefaultRegion.region(environment: environment)
        } catch {
            throw CommandFailure(message: error.message)
        }
    }

    /// The caller's credentials, as long as they are valid.
    static func credentials(_ environment: [String: String]) -> any CredentialsProvider {
        CachingCredentials(CallerCredentials(environment: environment))
    }

    /// HTTP with the authorities that the AWS command line would trust.
    static func transport(_ environment: [String: String]) -> CurlTransport {
        let bundle = environment["AWS_CA_BUNDLE"].flatMap { $0.isEmpty ? nil : $0 }
        return CurlTransport(authorities: bundle.map { .bundle(path: $0) } ?? .system)
    }
}

/// The credentials of the environment or of a profile; of one that only the AWS command line can resolve (single sign-on,
/// an assumed role), what it exports.
struct CallerCredentials: CredentialsProvider {
    let environment: [String: String]
    var run: AWSCommandLine.Runner = { AWSCommandLine.run($0) }

    func credentials() async throws(CredentialsError) -> Credentials {
        let problem: CredentialsError
        do {
            return try await DefaultCredentials.provider(environment: environment).credentials()
        } catch {
            problem = error
        }
        let hasKeys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].contains { environment[$0]?.isEmpty == false }
        if hasKeys { throw problem }
        switch ExportedCredentials.find(run: run) {
        case .success(let exported): return Credentials(exported)
        case .failure(.notInstalled): throw problem
        case .failure(.notKnown):
            throw CredentialsError(
                "\(problem.message)\n\nThe aws command on the PATH cannot hand credentials over: that takes version 2 of the "
                    + "AWS CLI, https://aws.amazon.com/cli/."
            )
        case .failure(.failed(let reason)):
            // Of a credential_process the first knows more, of a sign-in the second.
            throw CredentialsError(
                "There are no AWS credentials: aws configure export-credentials says: \(reason). Sign in, or choose "
                    + "another profile with AWS_PROFILE.\n\n\(problem.message)"
            )
        }
    }
}

extension Credentials {
    fileprivate init(_ exported: ExportedCredentials) {
        self.init(
            accessKeyID: exported.accessKeyID,
            secretAccessKey: Secret(exported.secretAccessKey),
            sessionToken: exported.sessionToken.map(Secret.init),
            expiration: exported.expiration.flatMap { try? Date($0, strategy: .iso8601) }
        )
    }
}
