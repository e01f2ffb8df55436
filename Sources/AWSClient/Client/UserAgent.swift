// SPDX-License-Identifier: Apache-2.0

/// The `User-Agent` of every call. CloudTrail records it, so it should tell an auditor which program called.
enum UserAgent {
    /// The product first, then the fields the AWS SDKs send, in their form.
    static func value(for configuration: AWSClient.Configuration) -> String {
        var fields = [token(configuration.product, keeping: "/"), "ua/2.1", "os/linux", "lang/swift#\(swiftVersion)"]
        if let environment = configuration.executionEnvironment {
            fields.append("exec-env/\(token(environment))")
        }
        if let application = configuration.applicationID {
            fields.append("app/\(token(application))")
        }
        return fields.joined(separator: " ")
    }

    #if compiler(>=6.3)
        private static let swiftVersion = "6.3"
    #else
        private static let swiftVersion = "6.2"
    #endif

    /// At most 50 bytes; those that may not stand in a token (RFC 9110 section 5.6.2) become hyphens.
    private static func token(_ text: String, keeping extra: String = "") -> String {
        let allowed = "!$%&*+-.^_`|~" + extra
        let bytes = text.utf8.prefix(50).map { byte in
            ASCII.isLetterOrDigit(byte) || allowed.utf8.contains(byte) ? byte : UInt8(ascii: "-")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
