// SPDX-License-Identifier: Apache-2.0

/// Finds where a service is called in a region.
///
/// An override wins; otherwise the host name follows from the service, the region's partition, and whether FIPS and
/// dual-stack endpoints are asked for.
public struct EndpointResolver: Sendable {
    private let overrides: EndpointOverrides
    private let usesFIPS: Bool
    private let usesDualStack: Bool

    /// Reads `AWS_ENDPOINT_URL_<ID>` (as in `AWS_ENDPOINT_URL_SSO_ADMIN`), `AWS_ENDPOINT_URL`,
    /// `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`, `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT`.
    ///
    /// - Throws: ``ConfigurationError`` naming the variable that cannot be used.
    public init(environment: [String: String]) throws(ConfigurationError) {
        overrides = try EndpointOverrides(environment: environment)
        usesFIPS = try environment.flag("AWS_USE_FIPS_ENDPOINT")
        usesDualStack = try environment.flag("AWS_USE_DUALSTACK_ENDPOINT")
    }

    /// The endpoint of `service` for callers in `region`.
    ///
    /// - Throws: ``ConfigurationError`` if `region` cannot be a region's name, or if an override meets a request for
    ///   FIPS or dual stack, which nobody could promise of it.
    public func endpoint(for service: AWSService, region: String) throws(ConfigurationError) -> Endpoint {
        guard HostLabel.isValid(region) else {
            let shown = String(reflecting: String(region.prefix(63)))
            throw ConfigurationError("\(shown) is not an AWS region. Write it like eu-central-1.")
        }
        let partition = Partition.forRegion(region)
        let serviceRegion = service.isGlobal ? partition.globalRegion : region

        if let override = overrides.override(for: service) {
            try refuseVariants(of: override)
            return Endpoint(
                url: override.url,
                signingRegion: serviceRegion,
                allowsPlainHTTP: override.isPlainHTTP
            )
        }
        if service == .iam {
            let host = IAMHost.of(partition, usesFIPS: usesFIPS, usesDualStack: usesDualStack)
            return Endpoint(url: "https://\(host.name)", signingRegion: host.signingRegion, allowsPlainHTTP: false)
        }
        let prefix = service.endpointPrefix + (needsFIPSPrefix(service, in: partition) ? "-fips" : "")
        let suffix = usesDualStack ? partition.dualStackDNSSuffix : partition.dnsSuffix
        return Endpoint(
            url: "https://\(prefix).\(serviceRegion).\(suffix)",
            signingRegion: serviceRegion,
            allowsPlainHTTP: false
        )
    }

    /// Whether the FIPS endpoint has a name of its own. In GovCloud most plain hosts are the FIPS endpoints; of the
    /// dual-stack ones only the partition-wide are, and EventBridge's.
    private func needsFIPSPrefix(_ service: AWSService, in partition: Partition) -> Bool {
        guard usesFIPS else { return false }
        return partition != .awsUSGov || service.hasFIPSHostInGovCloud
            || (usesDualStack && !service.isGlobal && service != .eventBridge)
    }

    private func refuseVariants(of override: EndpointOverrides.Override) throws(ConfigurationError) {
        for (isOn, variable) in [
            (usesFIPS, "AWS_USE_FIPS_ENDPOINT"), (usesDualStack, "AWS_USE_DUALSTACK_ENDPOINT"),
        ] where isOn {
            throw ConfigurationError(
                "\(variable) and \(override.variable) are both set. Unset one of them: an endpoint of your own is "
                    + "called as it is written."
            )
        }
    }
}
