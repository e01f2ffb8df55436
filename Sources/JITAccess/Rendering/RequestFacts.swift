// SPDX-License-Identifier: Apache-2.0

/// What is known of a request's contents, wherever it was read: in the request itself, in an answer, or on record.
///
/// It has every member that ``AccessRequest/digest()`` covers, and who asked and how. ``lines`` is the one way in which any
/// of it is shown to people.
public struct RequestFacts: Sendable, Equatable {
    var userEmail: String?
    var accountID: String?
    var permissionSet: String?
    var customPermissionSet: JSONValue?
    var durationSeconds: Int64?
    var startAt: Timestamp?
    var extends: String?
    var justification: String?
    var ticket: String?
    var source: String?
    var requester: String?
    var approver: String?
    var requestedBy: String?
    var requestedByProof: String?

    /// Those of a request.
    init(_ request: AccessRequest, requestedBy speaker: Speaker?) {
        userEmail = request.userEmail
        accountID = request.accountID.description
        permissionSet = request.permissionSet
        customPermissionSet = request.customPermissionSet?.json
        durationSeconds = request.duration.seconds
        startAt = request.startAt
        extends = request.extends?.description
        justification = request.justification
        ticket = request.ticket
        source = request.source?.rawValue
        requester = request.requester
        approver = request.approver
        requestedBy = speaker?.name
        requestedByProof = speaker?.proof.description
    }

    /// Those of an answer about a request, or of an audit record; what is missing there, or is of another kind than it
    /// should be, is missing here.
    public init(members: [String: JSONValue]) {
        func text(_ name: String) -> String? {
            if case .string(let text)? = members[name], !text.isEmpty { text } else { nil }
        }
        userEmail = text("user_email")
        accountID = text("account_id")
        permissionSet = text("permission_set")
        customPermissionSet = Self.definition(members["custom_permission_set"])
        if case .integer(let seconds)? = members["duration_seconds"] { durationSeconds = seconds }
        startAt = text("start_at").flatMap(Timestamp.init(rfc3339:))
        extends = text("extends")
        justification = text("justification")
        ticket = text("ticket")
        source = text("source")
        requester = text("requester")
        approver = text("approver")
        requestedBy = text("requested_by")
        requestedByProof = text("requested_by_proof")
    }

    /// Those of a record of asking, whose actor is who asked.
    init(record members: [String: JSONValue]) {
        self.init(members: members)
        if case .string(let actor)? = members["actor"] { requestedBy = actor }
        if case .string(let proof)? = members["actor_proof"] { requestedByProof = proof }
    }

    /// Answers have it as an object, audit records as text.
    private static func definition(_ value: JSONValue?) -> JSONValue? {
        switch value {
        case .object?: value
        case .string(let text)?: try? JSONValue(parsing: Array(text.utf8))
        default: nil
        }
    }

    /// The request; nil if the facts are not all those of one.
    func request(_ id: RequestID) -> AccessRequest? {
        var problems: [FieldProblem] = []
        let definition = customPermissionSet.flatMap { CustomPermissionSet.read($0, field: "", problems: &problems) }
        guard problems.isEmpty, let userEmail, let account = accountID.flatMap({ AccountID($0) }), let permissionSet,
            let duration = durationSeconds.flatMap({ LeaseDuration(seconds: $0) })
        else { return nil }
        return AccessRequest(
            id: id,
            userEmail: userEmail,
            accountID: account,
            permissionSet: permissionSet,
            duration: duration,
            justification: justification,
            ticket: ticket,
            source: source.flatMap(RequestSource.init(rawValue:)),
            requester: requester,
            approver: approver,
            startAt: startAt,
            extends: extends.flatMap { RequestID($0) },
            customPermissionSet: definition
        )
    }
}
