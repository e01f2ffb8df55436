// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// What the parts of credentials are called where they are read from.
struct CredentialNames {
    let accessKeyID: String
    let secretAccessKey: String
    let sessionToken: String

    static let environment = CredentialNames(
        accessKeyID: "AWS_ACCESS_KEY_ID",
        secretAccessKey: "AWS_SECRET_ACCESS_KEY",
        sessionToken: "AWS_SESSION_TOKEN"
    )

    static let profile = CredentialNames(
        accessKeyID: "aws_access_key_id",
        secretAccessKey: "aws_secret_access_key",
        sessionToken: "aws_session_token"
    )

    static let process = CredentialNames(
        accessKeyID: "AccessKeyId",
        secretAccessKey: "SecretAccessKey",
        sessionToken: "SessionToken"
    )
}

extension Credentials {
    /// Takes credentials out of `values` and checks each part: a stray line break or space, as copying leaves them,
    /// would otherwise show only as a signature that AWS does not accept.
    ///
    /// - Parameters:
    ///   - source: where the values are from, as in "There is no X in \(source)".
    ///   - advice: what to do, as a sentence.
    /// - Throws: ``CredentialsError`` naming the part that is missing or malformed; never its value.
    init(
        _ values: [String: String],
        names: CredentialNames,
        expiration: (name: String, text: String?),
        source: String,
        advice: String
    ) throws(CredentialsError) {
        func part(_ name: String) throws(CredentialsError) -> String? {
            guard let value = values.setting(name) else { return nil }
            guard value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw CredentialsError(
                    "\(name) in \(source) holds a space, a line break or a character that is not ASCII. Copy it again; a "
                        + "comment needs a line of its own."
                )
            }
            return value
        }
        func requiredPart(_ name: String) throws(CredentialsError) -> String {
            guard let value = try part(name) else {
                throw CredentialsError("There is no \(name) in \(source), or it is empty. \(advice)")
            }
            return value
        }
        self.init(
            accessKeyID: try requiredPart(names.accessKeyID),
            secretAccessKey: Secret(try requiredPart(names.secretAccessKey)),
            sessionToken: try part(names.sessionToken).map(Secret.init),
            expiration: try Self.date(expiration, source: source)
        )
    }

    private static func date(
        _ expiration: (name: String, text: String?),
        source: String
    ) throws(CredentialsError) -> Date? {
        guard let text = expiration.text else { return nil }
        guard let date = try? Date(text, strategy: .iso8601) else {
            throw CredentialsError(
                "\(expiration.name) in \(source) is not a time like 2030-01-31T12:00:00Z (ISO 8601, with a time zone)."
            )
        }
        return date
    }
}
