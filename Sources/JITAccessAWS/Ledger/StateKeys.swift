// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// The keys of the state table, and the attributes that make an item due.
enum StateKeys {
    static let partition = "assignment_id"
    static let dueIndex = "due-index"
    static let due = "due"
    static let dueAt = "due_at"

    /// Revoke's, and what Grant's role may write for its own.
    static func sweepLease(_ sweep: SweepLease.Sweep) -> String {
        switch sweep {
        case .access: "sweep#lease"
        case .requests: "marks#requests"
        }
    }

    /// Counts the custom permission sets there are.
    static let liveCustomSets = "customsets#live"

    /// How far the search for rows of the published sample is.
    static let search = "search#published"

    /// Where Grant's sweep stopped that had too much to do.
    static let requestSweep = "requestsweep#last"

    /// How far the comparison of requests and bindings is.
    static let comparison = "search#leases"

    /// The last reconcile.
    static let reconcile = "reconcile#last"

    /// What people have been told of by a function.
    static func alerted(by function: String) -> String { "alerted#\(function.lowercased())" }

    private static let requestPrefix = "request#"
    private static let endedPrefix = "ended#"
    private static let customSetPrefix = "custom#"
    private static let fenceOrderPrefix = "fence#"
    private static let fencesPrefix = "fences#"

    static func key(_ text: String) -> Item {
        [partition: .string(text)]
    }

    static func isRequest(_ key: String) -> Bool {
        key.hasPrefix(requestPrefix)
    }

    static func request(_ id: RequestID) -> String {
        "\(requestPrefix)\(id)"
    }

    static func ended(_ binding: Binding) -> String {
        endedPrefix + binding.key
    }

    static func customSet(_ id: RequestID) -> String {
        "\(customSetPrefix)\(id)"
    }

    static func fenceOrder(_ order: FenceOrder) -> String {
        fenceOrderPrefix + order.key
    }

    /// How many requests of a caller are open.
    static func openRequests(_ caller: Caller) -> String {
        "open#\(caller.name)"
    }

    /// How many attempts of a caller were refused in an hour.
    static func attempts(_ count: AttemptCount) -> String {
        "attempts#\(count.name)"
    }

    static func fences(_ permissionSetARN: String) -> String {
        fencesPrefix + permissionSetARN
    }

    static func isFenceOrder(_ key: String) -> Bool {
        key.hasPrefix(fenceOrderPrefix)
    }

    static func areFences(_ key: String) -> Bool {
        key.hasPrefix(fencesPrefix)
    }

    static func isCustomSet(_ key: String) -> Bool {
        key.hasPrefix(customSetPrefix)
    }

    static func isEnded(_ key: String) -> Bool {
        key.hasPrefix(endedPrefix)
    }

    /// Who must look at an item when its moment has come; the partition of the due-index.
    enum Queue: String {
        /// Revoke: access that is over, and what outlives it.
        case access = "due"
        /// Grant: requests whose time to be decided is over or whose access is to begin, which Revoke may not do.
        case requests = "request"
    }

    /// When an item is due that comes with the first page of every sweep's one query: before everything else, and always.
    static let alwaysDue = Timestamp(seconds: 0)

    /// What puts an item into the due-index: everything with a next moment has both.
    static func dueAttributes(_ moment: Timestamp, _ queue: Queue = .access) -> Item {
        [due: .string(queue.rawValue), dueAt: .integer(moment.seconds)]
    }
}
