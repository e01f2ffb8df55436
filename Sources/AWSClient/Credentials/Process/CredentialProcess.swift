// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The `credential_process` of a profile: a program that prints credentials.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
struct CredentialProcess: Sendable {
    /// The command line as the profile has it; no shell sees it.
    let command: String
    let profile: String
    let environment: [String: String]

    /// A person may have to confirm something on a second device meanwhile.
    var timeout = Duration.seconds(60)

    /// The most the program may print, in bytes; credentials take about two thousand.
    static let outputLimit = 64 * 1024

    /// Runs the program.
    ///
    /// - Throws: ``CredentialsError`` that says what to do and shows nothing of the program's output or arguments.
    func credentials() async throws(CredentialsError) -> Credentials {
        guard let words = ShellWords.split(command), let program = words.first else {
            throw CredentialsError(
                "The credential_process of profile '\(profile)' is empty, or a quote in it is not closed. Correct it."
            )
        }
        let name = "The credential_process of profile '\(profile)' (\(program))"
        return try Self.credentials(
            from: try await output(of: program, Array(words.dropFirst()), called: name),
            called: name
        )
    }

    private func output(
        of program: String,
        _ arguments: [String],
        called name: String
    ) async throws(CredentialsError) -> [UInt8] {
        let output: [UInt8]
        let status: ChildProcess.Status
        do throws(ChildProcess.Failure) {
            var process = try ChildProcess(program, arguments, environment: environment)
            (output, status) = try await process.finish(timeout: timeout, limit: Self.outputLimit)
        } catch {
            throw CredentialsError("\(name) \(explanation(of: error))")
        }
        switch status {
        case .exited(0):
            return output
        case .exited(let code):
            throw CredentialsError(
                "\(name) ended with status \(code); what it said is on standard error. If the sign-in has ended, sign in "
                    + "again; otherwise run it in a terminal."
            )
        case .killed(let signal):
            throw CredentialsError("\(name) was ended by signal \(signal). Run it in a terminal to see why.")
        }
    }

    private func explanation(of failure: ChildProcess.Failure) -> String {
        switch failure {
        case .system(let code):
            "cannot be run: \(String(cString: strerror(code))). Check the program's path, or write it in full."
        case .timedOut:
            "was stopped after \(timeout.components.seconds) seconds. Run it in a terminal to see what it waits for."
        case .tooMuchOutput:
            "was stopped because it printed more than \(Self.outputLimit) bytes. It must print one JSON object."
        case .cancelled:
            "was stopped because its result is not wanted any more."
        }
    }

    /// What the program prints.
    private struct Answer: Decodable {
        let version: Int
        let accessKeyID: String?
        let secretAccessKey: String?
        let sessionToken: String?
        let expiration: String?

        enum CodingKeys: String, CodingKey {
            case version = "Version"
            case accessKeyID = "AccessKeyId"
            case secretAccessKey = "SecretAccessKey"
            case sessionToken = "SessionToken"
            case expiration = "Expiration"
        }
    }

    private static func credentials(from output: [UInt8], called name: String) throws(CredentialsError) -> Credentials {
        let shape =
            #"It must print {"Version": 1, "AccessKeyId": "...", "SecretAccessKey": "...", "SessionToken": "...", "#
            + #""Expiration": "2030-01-31T12:00:00Z"}; the last two are for temporary credentials."#
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(output)) else {
            throw CredentialsError("\(name) printed something else than credentials. \(shape)")
        }
        guard answer.version == 1 else {
            throw CredentialsError("\(name) printed Version \(answer.version), and only 1 is known. \(shape)")
        }
        let names = CredentialNames.process
        let values = [
            names.accessKeyID: answer.accessKeyID,
            names.secretAccessKey: answer.secretAccessKey,
            names.sessionToken: answer.sessionToken,
        ]
        return try Credentials(
            values.compactMapValues { $0 },
            names: names,
            expiration: (name: Answer.CodingKeys.expiration.rawValue, text: answer.expiration),
            source: "what \(name.prefix(1).lowercased() + name.dropFirst()) printed",
            advice: shape
        )
    }
}
