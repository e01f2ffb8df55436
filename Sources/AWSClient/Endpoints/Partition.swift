// SPDX-License-Identifier: Apache-2.0

/// A group of AWS regions with accounts, ARNs and domain names of its own.
/// https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
public struct Partition: Sendable, Equatable {
    /// The second field of every ARN in it: `aws`, `aws-cn`, `aws-us-gov`, ...
    public let id: String

    /// What its host names end in, without a leading dot.
    public let dnsSuffix: String

    /// The same for hosts that answer over IPv4 and IPv6.
    let dualStackDNSSuffix: String

    /// Where the services that have one endpoint a partition are, and are signed for.
    let globalRegion: String

    /// What its region names start with, before the last two parts: `us-gov` in `us-gov-west-1`.
    private let regionPrefix: String

    /// The partition `region` belongs to; `aws` if the name tells of no other, as a new region's would.
    public static func forRegion(_ region: String) -> Partition {
        others.first { $0.contains(region) } ?? .aws
    }

    private func contains(_ region: String) -> Bool {
        guard region.hasPrefix("\(regionPrefix)-") else { return region == "\(id)-global" }
        let rest = region.dropFirst(regionPrefix.count + 1).split(separator: "-", omittingEmptySubsequences: false)
        guard rest.count == 2, let place = rest.first, let number = rest.last else { return false }
        return !place.isEmpty && !number.isEmpty && number.utf8.allSatisfy(ASCII.isDigit)
    }
}

extension Partition {
    static let aws = Partition(
        id: "aws",
        dnsSuffix: "amazonaws.com",
        dualStackDNSSuffix: "api.aws",
        globalRegion: "us-east-1",
        regionPrefix: ""
    )

    static let awsUSGov = Partition(
        id: "aws-us-gov",
        dnsSuffix: "amazonaws.com",
        dualStackDNSSuffix: "api.aws",
        globalRegion: "us-gov-west-1",
        regionPrefix: "us-gov"
    )

    private static let others = [
        awsUSGov,
        Partition(
            id: "aws-cn",
            dnsSuffix: "amazonaws.com.cn",
            dualStackDNSSuffix: "api.amazonwebservices.com.cn",
            globalRegion: "cn-northwest-1",
            regionPrefix: "cn"
        ),
        Partition(
            id: "aws-eusc",
            dnsSuffix: "amazonaws.eu",
            dualStackDNSSuffix: "api.amazonwebservices.eu",
            globalRegion: "eusc-de-east-1",
            regionPrefix: "eusc-de"
        ),
        Partition(
            id: "aws-iso",
            dnsSuffix: "c2s.ic.gov",
            dualStackDNSSuffix: "api.aws.ic.gov",
            globalRegion: "us-iso-east-1",
            regionPrefix: "us-iso"
        ),
        Partition(
            id: "aws-iso-b",
            dnsSuffix: "sc2s.sgov.gov",
            dualStackDNSSuffix: "api.aws.scloud",
            globalRegion: "us-isob-east-1",
            regionPrefix: "us-isob"
        ),
        Partition(
            id: "aws-iso-e",
            dnsSuffix: "cloud.adc-e.uk",
            dualStackDNSSuffix: "api.cloud-aws.adc-e.uk",
            globalRegion: "eu-isoe-west-1",
            regionPrefix: "eu-isoe"
        ),
        Partition(
            id: "aws-iso-f",
            dnsSuffix: "csp.hci.ic.gov",
            dualStackDNSSuffix: "api.aws.hci.ic.gov",
            globalRegion: "us-isof-south-1",
            regionPrefix: "us-isof"
        ),
    ]
}
