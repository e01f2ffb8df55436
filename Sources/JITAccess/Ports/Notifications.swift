// SPDX-License-Identifier: Apache-2.0

/// Tells whoever wants to know what has happened: chat, tickets, a SIEM.
///
/// The audit table is the record; a notification is a notice of it, and one that is lost changes nothing.
public protocol Notifications: Sendable {
    /// Notes what has been recorded. It neither waits nor fails.
    func note(_ event: LifecycleEvent)
}

/// Tells nobody.
public struct NoNotifications: Notifications {
    /// Creates it.
    public init() {}

    public func note(_ event: LifecycleEvent) {}
}

/// Something that happened to a request, as its audit record tells it: nothing more, and nothing else.
public struct LifecycleEvent: Sendable, Equatable {
    /// Who tells of it.
    public static let source = "hourglass"

    /// The version of ``detail``'s shape. Members may be added to one version.
    public static let version: Int64 = 1

    /// The request that it happened to.
    public let requestID: RequestID

    /// The trail that the audit record is in: the request's own, but where that could not be continued.
    let trail: RequestID

    /// The place of the audit record in its trail.
    public let sequence: Int64

    /// What happened, in words: `Access Granted`. docs/events.md lists them.
    public let detailType: String

    public let at: Timestamp

    /// The audit record without the hash of the one before it, and with the event's own id.
    public let detail: JSONValue

    /// The same each time the same thing is told, so that who hears it twice can tell.
    public var id: String { "\(trail)/\(sequence)" }

    /// Tells of a record that was written at `moment`.
    public init(_ record: AuditRecord, at moment: Timestamp) {
        trail = record.requestID
        requestID = record.requestID.predecessor ?? record.requestID
        sequence = record.sequence
        at = moment
        detailType = Self.detailType(record.text("action"), record.text("status"))
        var members = record.attributes
        members["previous_hash"] = nil
        // As it was given; with the entry point beside it, it is whole.
        members["request_id"] = .string(record.requestID.given)
        members["entry_point"] = (record.requestID.entryPoint?.description).map(JSONValue.string)
        // What was asked for, as approvers are shown it; only the records of asking have it.
        if case .integer? = members["duration_seconds"] {
            let lines = RequestFacts(record: members).lines.map { JSONValue.string($0.text) }
            members["shown"] = .array(lines)
        }
        members["event_id"] = .string("\(record.requestID)/\(record.sequence)")
        members["version"] = .integer(Self.version)
        detail = .object(members)
    }

    /// What was asked for, a text a line, as approvers are shown it; none of what is no asking.
    var shown: [String] {
        guard case .object(let members) = detail, case .array(let lines)? = members["shown"] else { return [] }
        return lines.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    /// What there are names for.
    static let detailTypes = [
        "REQUEST PENDING": "Request Pending",
        "REQUEST SUCCESS": "Request Approved",
        "REQUEST DENIED": "Request Denied",
        "REQUEST ERROR": "Request Failed",
        "EXTEND PENDING": "Extension Pending",
        "EXTEND SUCCESS": "Extension Approved",
        "EXTEND DENIED": "Extension Denied",
        "EXTEND ERROR": "Extension Failed",
        "APPROVE SUCCESS": "Approval Given",
        "APPROVE DENIED": "Approval Refused",
        "APPROVE ERROR": "Approval Failed",
        "REJECT SUCCESS": "Request Rejected",
        "REJECT DENIED": "Rejection Refused",
        "REJECT ERROR": "Rejection Failed",
        "CANCEL SUCCESS": "Request Cancelled",
        "CANCEL DENIED": "Cancellation Refused",
        "CANCEL ERROR": "Cancellation Failed",
        "TIME_OUT SUCCESS": "Request Timed Out",
        "GRANT STARTED": "Access Starting",
        "GRANT SUCCESS": "Access Granted",
        "GRANT DENIED": "Access Denied",
        "GRANT ERROR": "Access Failed",
        "RELEASE SUCCESS": "Lease Ended",
        "REVOKE STARTED": "Access Ending",
        "REVOKE SUCCESS": "Access Ended",
        "REVOKE ERROR": "Revocation Failed",
        "REVOKE DENIED": "Revocation Denied",
        "FENCE SUCCESS": "Open Sessions Ended",
        "FENCE ERROR": "Open Sessions Left Over",
        "LIFT SUCCESS": "Fence Lifted",
        "LIFT ERROR": "Fence Left Over",
        "MAKE_SET STARTED": "Custom Permission Set Starting",
        "MAKE_SET SUCCESS": "Custom Permission Set Made",
        "DELETE_SET SUCCESS": "Custom Permission Set Deleted",
        "DELETE_SET ERROR": "Custom Permission Set Left Over",
        "READ DENIED": "Reading Denied",
        "ADOPT SUCCESS": "Access Adopted",
        "RECONCILE STARTED": "Reconcile Started",
        "RECONCILE PENDING": "Difference Found",
        "RECONCILE SUCCESS": "Reconcile Succeeded",
        "RECONCILE ERROR": "Reconcile Failed",
        "RECONCILE DENIED": "Reconcile Refused",
    ]

    /// The name of an action and how it went; `GIVE BACK`, `SUCCESS`, which has none, is `Give Back Success`.
    private static func detailType(_ action: String, _ status: String) -> String {
        let words = "\(action) \(status)"
        if let name = detailTypes[words] { return name }
        return words.split { $0 == " " || $0 == "_" }
            .map { $0.prefix(1) + $0.dropFirst().lowercased() }
            .joined(separator: " ")
    }
}

extension AuditRecord {
    fileprivate func text(_ name: String) -> String {
        if case .string(let text) = attributes[name] { text } else { "" }
    }
}
