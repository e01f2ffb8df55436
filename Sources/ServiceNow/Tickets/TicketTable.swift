// SPDX-License-Identifier: Apache-2.0

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

    /// The table whose numbers begin with these letters.
    ///
    /// - Returns: nil unless `number` is capital letters and then 1 to 20 digits, of a prefix that ServiceNow itself uses:
    ///   no other text gets into a query.
    init?(number: String) {
        let letters = number.utf8.prefix { (0x41...0x5A).contains($0) }
        let digits = number.utf8.dropFirst(letters.count)
        guard (1...20).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let table = Self.allCases.first(where: { $0.prefix.utf8.elementsEqual(letters) })
        else { return nil }
        self = table
    }

    private var prefix: String {
        switch self {
        case .incident: "INC"
        case .change: "CHG"
        case .changeTask: "CTASK"
        case .requestedItem: "RITM"
        case .catalogTask: "SCTASK"
        case .serviceRequest: "REQ"
        case .problem: "PRB"
        case .problemTask: "PTASK"
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
