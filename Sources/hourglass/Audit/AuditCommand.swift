// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `hourglass audit`
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Show audit trails and verify that nobody has changed them.",
        discussion: """
            Each record of a request's trail has a hash over its contents and the hash of the record before it, so that \
            a record that was changed, taken out or put in shows.

            Example: hourglass audit verify export.json
            """,
        subcommands: [AuditShowCommand.self, AuditVerifyCommand.self]
    )
}
