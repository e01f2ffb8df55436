// SPDX-License-Identifier: Apache-2.0

/// Where IAM is called: its hosts are older than the rule by which the others are named.
/// https://docs.aws.amazon.com/general/latest/gr/iam-service.html
struct IAMHost: Equatable {
    let name: String
    let signingRegion: String

    static func of(_ partition: Partition, usesFIPS: Bool, usesDualStack: Bool) -> IAMHost {
        let suffix = usesDualStack ? partition.dualStackDNSSuffix : partition.dnsSuffix
        let prefix = usesFIPS ? "iam-fips" : "iam"
        switch partition.id {
        case "aws": return host("\(prefix)\(usesDualStack ? ".global" : "").\(suffix)", in: partition)
        // The plain hosts are the FIPS ones.
        case "aws-us-gov": return host("iam.us-gov.\(suffix)", in: partition)
        case "aws-cn":
            let place = usesFIPS ? "" : usesDualStack ? ".global" : ".cn-north-1"
            return IAMHost(name: "\(prefix)\(place).\(suffix)", signingRegion: "cn-north-1")
        case "aws-eusc" where usesDualStack && !usesFIPS: return host("iam.global.\(suffix)", in: partition)
        default:
            let isRegional = !usesDualStack && (!usesFIPS || ["aws-iso", "aws-iso-b"].contains(partition.id))
            return host("\(prefix)\(isRegional ? ".\(partition.globalRegion)" : "").\(suffix)", in: partition)
        }
    }

    private static func host(_ name: String, in partition: Partition) -> IAMHost {
        IAMHost(name: name, signingRegion: partition.globalRegion)
    }
}
