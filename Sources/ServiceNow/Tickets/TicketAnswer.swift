// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What the Table API says about a ticket.
///
/// Each field is an object with `value`, as it is stored, and `display_value`, as the user whose name is used sees it
/// (`sysparm_display_value=all`). Only stored times are in UTC.
enum TicketAnswer {
    /// The ticket in an answer to a query for its number; nil if there is none.
    ///
    /// - Throws: ``TicketError`` if the answer is not what the Table API sends.
    static func ticket(_ body: [UInt8], _ number: String, in table: TicketTable) throws(TicketError) -> Ticket? {
        guard let record = try record(body) else { return nil }
        guard stored("number", record) == number else { throw another(number) }
        // An account that may not read a field gets the record without it, and nothing may be decided on that.
        guard let active = stored("active", record) else { throw unreadable("active", number) }
        guard let state = stored("state", record) else { throw unreadable("state", number) }
        return Ticket(
            number: number,
            isOpen: active == "true",
            states: [shown("state", record), state].compactMap(\.self),
            people: table.people.compactMap { stored($0, record) }.filter { !$0.isEmpty },
            window: try table.window.flatMap { names throws(TicketError) in try window(names, record, number) }
        )
    }

    /// The record's own id in an answer that has stored values only; nil if there is no such ticket.
    ///
    /// - Throws: ``TicketError`` if the answer is not what the Table API sends.
    static func id(_ body: [UInt8], _ number: String) throws(TicketError) -> String? {
        guard let record = try record(body) else { return nil }
        guard record["number"] == .string(number) else { throw another(number) }
        guard case .string(let id) = record["sys_id"], id.utf8.count == 32,
            id.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { throw unreadable("sys_id", number) }
        return id
    }

    /// The first record of an answer; nil if there is none.
    private static func record(_ body: [UInt8]) throws(TicketError) -> [String: JSONValue]? {
        guard let value = try? JSONValue(parsing: body), case .object(let answer) = value,
            case .array(let records) = answer["result"]
        else {
            throw TicketError("ServiceNow's answer is not that of its Table API.")
        }
        guard let first = records.first else { return nil }
        guard case .object(let record) = first else {
            throw TicketError("ServiceNow's answer is not that of its Table API.")
        }
        return record
    }

    private static func another(_ number: String) -> TicketError {
        TicketError("ServiceNow answered with another ticket than \(number).")
    }

    private static func window(
        _ names: (start: String, end: String),
        _ record: [String: JSONValue],
        _ number: String
    ) throws(TicketError) -> Ticket.Window? {
        guard let start = stored(names.start, record) else { throw unreadable(names.start, number) }
        guard let end = stored(names.end, record) else { throw unreadable(names.end, number) }
        // Not planned yet.
        if start.isEmpty || end.isEmpty { return nil }
        guard let first = moment(start), let last = moment(end) else {
            throw TicketError("ServiceNow's times of \(number) cannot be read.")
        }
        return Ticket.Window(start: first, end: last)
    }

    /// `2026-01-15 09:00:00`, in UTC.
    private static func moment(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        return Timestamp(rfc3339: "\(parts[0])T\(parts[1])Z")
    }

    private static func stored(_ name: String, _ record: [String: JSONValue]) -> String? {
        part("value", name, record)
    }

    private static func shown(_ name: String, _ record: [String: JSONValue]) -> String? {
        part("display_value", name, record)
    }

    private static func part(_ part: String, _ name: String, _ record: [String: JSONValue]) -> String? {
        guard case .object(let field) = record[name], case .string(let text) = field[part] else { return nil }
        return text
    }

    private static func unreadable(_ field: String, _ number: String) -> TicketError {
        TicketError(
            "ServiceNow does not show the field \(field) of \(number): give the user of SERVICENOW_SECRET the right to read it."
        )
    }
}
