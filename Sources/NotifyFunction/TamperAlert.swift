// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// Tells that records of the audit table were changed or removed, which nothing of this stack may do.
enum TamperAlert {
    /// How many records are named; the count is of all.
    static let examples = 10

    /// One alert for all that a batch brought.
    static func of(_ records: [StreamRecord], inTable table: String) -> Alert {
        let count = records.count
        let were = count == 1 ? "1 record of the audit trail was" : "\(count) records of the audit trail were"
        var lines = ["\(were) changed or removed in \(table):", ""]
        lines += records.prefix(examples).map { "- \($0.summary)" }
        if count > examples { lines.append("- and \(count - examples) more") }
        lines += [
            "",
            "No function of Hourglass may do this: somebody with other rights to the table did. The table's stream does "
                + "not say who. CloudTrail does, if data events of the table are recorded.",
            "What to do: find out who has dynamodb:UpdateItem, DeleteItem or PutItem on the table, restore the table to "
                + "the minute before under another name (point-in-time recovery), compare the two, and run "
                + "`hourglass audit verify --table`.",
        ]
        return Alert(
            subject: "Hourglass: audit records were changed or removed",
            message: .lines(lines)
        )
    }

    /// A batch in which not even the records can be told apart.
    static let unreadableBatch = Alert(
        subject: "Hourglass: the audit stream cannot be read",
        message: """
            Notify was invoked with what is no batch of the audit table's stream, or one that it cannot read. It goes on with \
            the next; of what was in this one nobody is told. Notify's log has the time; the audit table has the records. If \
            nobody has invoked Notify by hand: hourglass audit verify --table.
            """
    )

    /// What the stream brought and nobody can read.
    static func unreadable(_ count: Int) -> Alert {
        Alert(
            subject: "Hourglass: the audit stream cannot be read",
            message: """
                \(count) of the records that the audit table's stream brought are in a form that Notify does not know. Nobody \
                is told of them. Notify's log has the time; the audit table has the records.
                """
        )
    }
}
