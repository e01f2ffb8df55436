// SPDX-License-Identifier: Apache-2.0

import AWSClient
import FoundationEssentials
import HTTPTransport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Which certificate authorities a function trusts.
enum FunctionAuthorities {
    /// The variable that names a PEM file to trust instead of everything else, as for the AWS SDKs.
    static let variable = "AWS_CA_BUNDLE"

    /// Where systems keep the file of all authorities: Amazon Linux and Fedora, Debian, Alpine.
    private static let systemBundles = [
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/ssl/cert.pem",
    ]

    /// The choice for a function with the environment that `variable` tells the values of.
    ///
    /// `AWS_CA_BUNDLE` wins. Otherwise the authorities are the image's, or, in an image without any, those that
    /// `scripts/package` has put beside the executable. Before all of them come Amazon's own five, also put there,
    /// which is all that AWS needs (https://docs.aws.amazon.com/general/latest/gr/rande.html#endpoint-certificates).
    static func choose(
        _ variable: (String) -> String?,
        isReadable: (String) -> Bool = isReadable
    ) -> TrustedAuthorities {
        if let path = override(variable) { return .bundle(path: path) }
        let packaged = variable("LAMBDA_TASK_ROOT").map { "\($0)/certificates" }
        let few = packaged.map { "\($0)/amazon.pem" }.flatMap { isReadable($0) ? $0 : nil }
        let candidates = systemBundles + (packaged.map { ["\($0)/all.pem"] } ?? [])
        return switch (few, candidates.first(where: isReadable)) {
        case (let few?, let all?): .fewFirst(few: few, all: all)
        case (let path?, nil), (nil, let path?): .bundle(path: path)
        case (nil, nil): .system
        }
    }

    /// Says at INIT what would otherwise be a failed handshake in every call.
    ///
    /// - Throws: ``ConfigurationError`` naming the variable, if its file holds no certificate.
    static func check(_ variables: [String: String]) throws(ConfigurationError) {
        guard let path = override({ variables[$0] }) else { return }
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw ConfigurationError(
                "\(variable) must name a PEM file with certificates that the function can read; "
                    + "\(String(reflecting: path)) cannot be read. Put the file into the function's zip, "
                    + "where it is /var/task/<name>, or remove the variable."
            )
        }
        guard String(decoding: bytes, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") else {
            throw ConfigurationError(
                "\(variable) must name a PEM file with certificates; \(String(reflecting: path)) holds none."
            )
        }
    }

    private static func override(_ variable: (String) -> String?) -> String? {
        variable(self.variable).flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func isReadable(_ path: String) -> Bool {
        access(path, R_OK) == 0
    }
}
