// SPDX-License-Identifier: Apache-2.0

/// Finds the endpoint of a service in a region.
public struct EndpointResolver: Sendable {
    /// Reads `AWS_ENDPOINT_URL_<ID>`, `AWS_ENDPOINT_URL`, `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`,
    /// `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT`.
    ///
    /// - Throws: ``ConfigurationError`` naming the variable that cannot be used.
    public init(environment: [String: String]) throws(ConfigurationError) {}

    /// The endpoint of `service` for `region`.
    ///
    /// - Throws: ``ConfigurationError`` if `region` is not a region name, or has no such endpoint.
    public func endpoint(for service: AWSService, region: String) throws(ConfigurationError) -> Endpoint {
        Endpoint(
            url: "https://\(service.endpointPrefix).\(region).\(Partition.forRegion(region).dnsSuffix)",
            signingRegion: region,
            allowsPlainHTTP: false
        )
    }
}
