// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import JITAccess

/// `hourglass request`
struct RequestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "request",
        abstract: "Ask for access to an account.",
        discussion: """
            The policy decides whether you may have it, for how long, and who must approve it.

            Examples:
              hourglass request --account 111122223333 --permission-set ReadOnlyAccess \\
                --duration 4h --justification "Look into the failing import" --wait
              hourglass request --account 111122223333 --ticket CHG0030042 \\
                --start 2026-11-23T08:00:00Z --duration 8h
              hourglass request --local --as ada@example.com --account 111122223333

            \(RequestExit.discussion)
            """
    )

    @Option(help: ArgumentHelp("Who is to get access. (default: you)", valueName: "user name or e-mail"))
    var user: String?

    @Option(help: ArgumentHelp("The id of the account, twelve digits.", valueName: "id"))
    var account: String

    @Option(
        help: ArgumentHelp("The permission set. (default: the one that Grant is configured with)", valueName: "name"),
        completion: .permissionSets
    )
    var permissionSet: String?

    @Option(
        help: ArgumentHelp(
            "A custom permission set instead: a JSON file with managed_policies, inline_policy and session_duration.",
            valueName: "file"
        ),
        completion: .file(extensions: ["json"])
    )
    var custom: String?

    @OptionGroup var terms: RequestTerms

    @Option(
        help: ArgumentHelp("When access is to start, such as 2026-11-23T08:00:00Z. (default: now)", valueName: "time")
    )
    var start: String?

    @OptionGroup var waiting: WaitOptions
    @OptionGroup var destination: DestinationOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if custom != nil && permissionSet != nil {
            throw ValidationError("--custom and --permission-set exclude each other.")
        }
    }

    func run() async throws {
        var draft = terms.event("request")
        // Left out, it is whoever Grant finds to be speaking.
        draft.set("user_email", user)
        draft.set("account_id", account)
        draft.set("permission_set", permissionSet)
        draft.set("custom_permission_set", try custom.map(Self.customPermissionSet))
        draft.set("start_at", start)
        let (event, waiting, output) = (draft, waiting, output)
        throw try await destination.withConnection(to: .grant) { connection in
            let answer = try await connection.call(event)
            return try await waiting.finish(answer, event.requestID, connection, output)
        }
    }

    private static func customPermissionSet(_ path: String) throws -> JSONValue {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(message: "the custom permission set \(path) cannot be read")
        }
        guard let members = try? JSONDecoder().decode([String: JSONValue].self, from: data) else {
            throw CommandFailure(
                message: "\(path) is no JSON object, such as {\"managed_policies\": [\"ReadOnlyAccess\"]}"
            )
        }
        return .object(members)
    }
}

/// What requests and extensions have in common.
struct RequestTerms: ParsableArguments {
    @Option(
        help: ArgumentHelp("How long, such as 45m, 4h, 7d or PT4H. (default: as configured)", valueName: "duration"),
        completion: .durations
    )
    var duration: String?

    @Option(help: ArgumentHelp("Why; approvers read it.", valueName: "text"))
    var justification: String?

    @Option(help: ArgumentHelp("The ticket it is for.", valueName: "number"))
    var ticket: String?

    @Option(
        help: ArgumentHelp(
            "The id of the new request; the same again is the same request. (default: a new one)",
            valueName: "id"
        )
    )
    var requestID: String?

    /// The event with these, and an id: then an answer that was lost can be asked for.
    func event(_ action: String) -> RequestEvent {
        var event = RequestEvent(action)
        event.set("request_id", requestID ?? UUID().uuidString.lowercased())
        event.set("duration", duration)
        event.set("justification", justification)
        event.set("ticket", ticket)
        return event
    }
}
