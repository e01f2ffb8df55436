// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// A table of ServiceNow in which tickets are, and what it is asked for.
///
/// Every one of them extends the table `task`, but only its own name gives its own fields, such as the times of a change.
enum TicketTable: String, CaseIterable {
    case incident
    case change = "change_request"
    case changeTask = "change_task"
    case requestedItem = "sc_req_item"
    case catalogTask = "sc_task"
    case serviceRequest = "sc_request"
    case problem
    case problemTask = "problem_task"

    /// The table in which tickets of this kind are.
    init(_ kind: TicketKind) {
        self =
            switch kind {
            case .incident: .incident
            case .change: .change
            case .changeTask: .changeTask
            case .requestedItem: .requestedItem
            case .catalogTask: .catalogTask
            case .serviceRequest: .serviceRequest
            case .problem: .problem
            case .problemTask: .problemTask
            }
    }

    /// The user names and addresses of participants, each read through the reference to the person.
    var people: [String] {
        let own =
            switch self {
            case .incident: ["caller_id"]
            case .change: ["requested_by"]
            case .requestedItem, .catalogTask, .serviceRequest: ["requested_for"]
            case .changeTask, .problem, .problemTask: [String]()
            }
        return (["assigned_to", "opened_by"] + own).flatMap { ["\($0).user_name", "\($0).email"] }
    }

    /// When the change is to be made; nil for what is no change.
    var window: (start: String, end: String)? {
        switch self {
        case .change: ("start_date", "end_date")
        case .changeTask: ("planned_start_date", "planned_end_date")
        case .incident, .requestedItem, .catalogTask, .serviceRequest, .problem, .problemTask: nil
        }
    }

    /// Everything that is asked for.
    var fields: [String] {
        ["number", "active", "state"] + (window.map { [$0.start, $0.end] } ?? []) + people
    }
}
