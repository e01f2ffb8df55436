// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess

/// An event for Grant or Revoke.
struct RequestEvent: Sendable, Equatable {
    private(set) var members: [String: JSONValue]

    /// - Parameter action: What is asked for, such as `approve`.
    init(_ action: String) {
        // A function URL proves who speaks; that it was at a command line is told by this.
        members = ["action": .string(action), "source": "cli"]
    }

    /// Sets a member; nil leaves it out.
    mutating func set(_ name: String, _ text: String?) {
        set(name, text.map(JSONValue.string))
    }

    mutating func set(_ name: String, _ value: JSONValue?) {
        members[name] = value
    }

    var json: Data { Data(JSONValue.object(members).canonicalText.utf8) }

    /// The request that the event is about.
    var requestID: String? {
        if case .string(let id)? = members["request_id"] { id } else { nil }
    }

    /// Whether giving it to the function twice is the same as once: the id of a new request makes it so, and reading
    /// changes nothing. A second decision would be answered as one too many.
    var isIdempotent: Bool {
        switch members["action"] {
        case "status", "list": true
        case "reconcile": members["mode"] == "status"
        case "request", "extend": requestID != nil
        default: false
        }
    }

    /// The member in which an integration says for whom it speaks.
    var speakerMember: String {
        switch members["action"] {
        case "approve", "reject": "approver"
        default: "requester"
        }
    }
}
