// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `hourglass revoke`
struct RevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "End access now, before it expires.",
        discussion: """
            Calls Revoke, whose URL is in HOURGLASS_REVOKE_URL. Name a request to end its lease, or a user, an account \
            and a permission set to end every lease on that access.

            Examples:
              hourglass revoke 7f0c9a52 --reason "Done"
              hourglass revoke --user ada@example.com --account 111122223333 \\
                --permission-set ReadOnlyAccess --reason "Laptop stolen"

            \(RequestExit.discussion)
            """
    )

    @Argument(help: "The id of the request.")
    var request: String?

    @Option(help: ArgumentHelp("Whose access.", valueName: "user name or e-mail"))
    var user: String?

    @Option(help: ArgumentHelp("To which account.", valueName: "id"))
    var account: String?

    @Option(help: ArgumentHelp("With which permission set.", valueName: "name"))
    var permissionSet: String?

    @Option(help: ArgumentHelp("Why, for the audit trail.", valueName: "text"))
    var reason: String?

    @OptionGroup var destination: DestinationOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let binding = [user, account, permissionSet].compactMap { $0 }
        if request != nil && !binding.isEmpty {
            throw ValidationError("Name either a request, or --user, --account and --permission-set.")
        }
        if request == nil && binding.count < 3 {
            throw ValidationError("Name a request, or all of --user, --account and --permission-set.")
        }
    }

    func run() async throws {
        var draft = RequestEvent("revoke")
        draft.set("request_id", request)
        draft.set("user_email", user)
        draft.set("account_id", account)
        draft.set("permission_set", permissionSet)
        draft.set("reason", reason)
        let (event, output) = (draft, output)
        throw try await destination.withConnection(to: .revoke) { connection in
            output.show(try await connection.call(event))
        }
    }
}
