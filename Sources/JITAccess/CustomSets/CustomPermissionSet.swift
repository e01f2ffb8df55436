// SPDX-License-Identifier: Apache-2.0

import Hashing

/// A permission set that a request defines itself: made when the lease is granted, deleted when its last lease ends.
public struct CustomPermissionSet: Sendable, Equatable {
    /// The most managed policies: what IAM allows on one role.
    public static let maximumManagedPolicies = 10

    /// The most custom permission sets there may be at one time.
    public static let maximumLive: Int64 = 20

    /// What every name begins with.
    public static let namePrefix = "JIT-"

    /// How long a role session may last.
    public static let sessionSeconds: ClosedRange<Int64> = 3600...43_200

    /// Sorted, each once.
    public let managedPolicies: [ManagedPolicy]

    public let inlinePolicy: InlinePolicy?

    /// How long one role session lasts, in whole minutes: ``sessionSeconds``.
    public let sessionSeconds: Int64

    /// Nil unless there is something in it and each part is within its limits.
    init?(managedPolicies: [ManagedPolicy], inlinePolicy: InlinePolicy?, sessionSeconds: Int64) {
        let policies = Set(managedPolicies)
        guard !policies.isEmpty || inlinePolicy != nil, policies.count <= Self.maximumManagedPolicies,
            Self.sessionSeconds.contains(sessionSeconds), sessionSeconds % 60 == 0
        else { return nil }
        self.managedPolicies = policies.sorted { $0.path < $1.path }
        self.inlinePolicy = inlinePolicy
        self.sessionSeconds = sessionSeconds
    }

    /// The name of the permission set of a request: the same each time, so that a second try finds the first one's.
    ///
    /// - Throws: ``HashingError`` if it cannot be computed.
    static func name(for id: RequestID) throws(HashingError) -> String {
        // 28 hexadecimal digits fill the 32 characters that a name may have.
        namePrefix + (try SHA256.hex(id.description)).prefix(28)
    }

    /// The session duration in ISO 8601, as Identity Center takes it: `PT1H30M`.
    public var sessionDuration: String {
        let (hours, minutes) = (sessionSeconds / 3600, sessionSeconds % 3600 / 60)
        return "PT\(hours)H" + (minutes == 0 ? "" : "\(minutes)M")
    }

    /// What it gives, in the words of the event that asked for it; approvers are shown it, and the digest is over it.
    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "managed_policies": .array(managedPolicies.map { .string($0.path) }),
            "session_duration": .string(sessionDuration),
        ]
        members["inline_policy"] = inlinePolicy?.document
        return .object(members)
    }
}

/// One of AWS's managed policies.
public struct ManagedPolicy: Sendable, Hashable {
    /// The longest path and name that IAM takes.
    private static let maximumLength = 640

    /// Its name, with its path if it has one: `ReadOnlyAccess`, `job-function/ViewOnlyAccess`.
    public let path: String

    /// Its name alone.
    var name: String { String(path.split(separator: "/").last ?? "") }

    /// Nil unless `text` is such a name, or the ARN of a policy of AWS's: `arn:aws:iam::aws:policy/ReadOnlyAccess`.
    ///
    /// Policies of one's own are none: they would have to be in each account, and their owner could change what was
    /// approved.
    public init?(_ text: String) {
        var path = text[...]
        if text.hasPrefix("arn:") {
            let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
            guard parts.count == 6, parts[1].hasPrefix("aws"), parts[2] == "iam", parts[3].isEmpty, parts[4] == "aws",
                parts[5].hasPrefix("policy/")
            else { return nil }
            path = parts[5].dropFirst("policy/".count)
        }
        let names = path.split(separator: "/", omittingEmptySubsequences: false)
        guard path.utf8.count <= Self.maximumLength, names.allSatisfy(Self.isName) else { return nil }
        self.path = String(path)
    }

    /// Its ARN in a partition, such as `aws`.
    public func arn(partition: String) -> String {
        "arn:\(partition):iam::aws:policy/\(path)"
    }

    private static func isName(_ text: Substring) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: ".,+@=_-".utf8.contains(byte)
                }
            }
    }
}
