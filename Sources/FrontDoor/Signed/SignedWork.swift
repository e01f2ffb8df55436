// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// An event on its way to Grant or Revoke.
struct SignedWork: Sendable, Equatable {
    let function: AccessFunctionKind

    /// Under which the caller asks what has become of it.
    let id: RequestID
    let event: [String: JSONValue]

    init(function: AccessFunctionKind, id: RequestID, event: [String: JSONValue]) {
        self.function = function
        self.id = id
        self.event = event
    }

    /// Reads what ``json`` writes.
    init?(_ json: JSONValue) {
        guard let function = (json["function"]?.text).flatMap(AccessFunctionKind.init(rawValue:)),
            let id = (json["id"]?.text).flatMap(RequestID.init(_:)), case .object(let event) = json["event"]
        else { return nil }
        self.init(function: function, id: id, event: event)
    }

    var json: JSONValue {
        ["function": .string(function.rawValue), "id": .string(id.description), "event": .object(event)]
    }
}

/// What is remembered of a call.
enum SignedMemo: Equatable {
    case queued
    case answered(FunctionReply)

    init?(_ text: String) {
        if text == "queued" {
            self = .queued
            return
        }
        guard let value = try? JSONValue(parsing: Array(text.utf8)), let status = value["status"]?.whole,
            case .object(let body) = value["body"]
        else { return nil }
        self = .answered(FunctionReply(status: Int(status), body: body))
    }

    var text: String {
        switch self {
        case .queued: "queued"
        case .answered(let reply):
            JSONValue.object(["status": .integer(Int64(reply.status)), "body": .object(reply.body)]).canonicalText
        }
    }
}
