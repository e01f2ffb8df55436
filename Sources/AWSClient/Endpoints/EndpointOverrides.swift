// SPDX-License-Identifier: Apache-2.0

import HTTPTransport

/// The endpoints that `AWS_ENDPOINT_URL_<ID>` and `AWS_ENDPOINT_URL` put in the place of AWS's own.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
struct EndpointOverrides: Sendable {
    struct Override: Sendable {
        /// The variable it comes from.
        let variable: String
        let url: String
        let isPlainHTTP: Bool
    }

    private static let everyService = "AWS_ENDPOINT_URL"
    private static let oneService = "AWS_ENDPOINT_URL_"
    private let overrides: [String: Override]

    init(environment: [String: String]) throws(ConfigurationError) {
        guard try !environment.flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") else {
            overrides = [:]
            return
        }
        var overrides: [String: Override] = [:]
        let settings = environment.filter { variable, value in
            !value.isEmpty && (variable == Self.everyService || variable.hasPrefix(Self.oneService))
        }
        // Sorted, so that of two bad variables it is always the same that is named.
        for (variable, value) in settings.sorted(by: { $0.key < $1.key }) {
            overrides[variable] = try Self.override(variable, value)
        }
        self.overrides = overrides
    }

    /// The override for `service`, its own before the one for all.
    func override(for service: AWSService) -> Override? {
        overrides[Self.oneService + service.id] ?? overrides[Self.everyService]
    }

    private static func override(_ variable: String, _ value: String) throws(ConfigurationError) -> Override {
        let example = "Write it like https://vpce-0123.sts.eu-central-1.vpce.amazonaws.com or http://localhost:4566."
        do throws(AbsoluteURL.Refusal) {
            let url = try URLParts(value)
            guard url.query == nil else {
                throw AbsoluteURL.Refusal(reason: "has a '?'")
            }
            // Not by joined(), before whose first use the runtime goes through all conformances of the program.
            let path = url.path.split(separator: "/").reduce(into: "") { path, part in path += "/\(part)" }
            return Override(
                variable: variable,
                url: "\(url.scheme.rawValue)://\(url.authority)\(path)",
                isPlainHTTP: url.scheme == .http
            )
        } catch {
            throw ConfigurationError("\(variable) \(error.reason). \(example)")
        }
    }
}
