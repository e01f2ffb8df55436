// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import JITAccess

/// `hourglass reconcile`
struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Compare the ledger with Identity Center, and repair what differs.",
        discussion: """
            Calls Revoke, whose URL is in HOURGLASS_REVOKE_URL; through its URL only actors of the policy may ask, so \
            mostly --function is used. Without a flag it is a plan: it reports and changes nothing. A comparison that is \
            longer than one invocation goes on with the sweeps.

            Examples:
              hourglass reconcile --function Revoke
              hourglass reconcile --apply --reason "Monthly review" --function Revoke
              hourglass reconcile --apply --quarantine 'u-1#111122223333#arn:aws:sso:::permissionSet/...' --function Revoke

            Exit codes: 0 nothing differs, or all of it was put right; 6 differences are left; 2 the comparison goes on; \
            3 refused, 4 there has been none, 5 invalid, 1 failed otherwise, 64 nothing was sent.
            """
    )

    /// What to do.
    enum Mode: String, EnumerableFlag {
        case plan, apply, status

        static func help(for value: Mode) -> ArgumentHelp? {
            switch value {
            case .plan: "Report, and change nothing. (default)"
            case .apply: "End what is late, and close leases whose assignment is missing."
            case .status: "Show how far the last comparison is, and what it has found."
            }
        }
    }

    @Flag var mode = Mode.plan

    @Option(
        help: ArgumentHelp(
            "With --apply, take away this foreign assignment; name it as a plan shows it. May be given several times.",
            valueName: "key"
        )
    )
    var quarantine: [String] = []

    @Flag(help: "With --apply, take away every foreign assignment that is found.")
    var quarantineAll = false

    @Option(help: ArgumentHelp("Why, for the audit trail.", valueName: "text"))
    var reason: String?

    @Flag(help: "Wait until the comparison is over.")
    var wait = false

    @Option(help: ArgumentHelp("How long to wait, such as 30m or 8h.", valueName: "duration"))
    var waitLimit = WaitLimit(duration: .seconds(3600), defaultValueDescription: "1h")

    @Flag(help: "Do not ask for confirmation.")
    var yes = false

    @OptionGroup var destination: DestinationOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if (quarantineAll || !quarantine.isEmpty) && mode != .apply {
            throw ValidationError("--quarantine and --quarantine-all go with --apply.")
        }
        if quarantineAll && !quarantine.isEmpty {
            throw ValidationError("--quarantine and --quarantine-all exclude each other.")
        }
    }

    func run() async throws {
        if mode == .apply, !yes {
            switch try await Terminal.ask(question) {
            case true?: break
            case false?:
                Terminal.note("Nothing was done.")
                throw ExitCode.failure
            case nil:
                throw CommandFailure(message: "there is no terminal to ask at. If this is to be applied: --yes")
            }
        }
        try await send()
    }

    /// What is going to happen, as a question.
    var question: String {
        var deeds = "End access that is late and close leases whose assignment is missing"
        if quarantineAll { deeds += ", and take away EVERY foreign assignment on managed permission sets" }
        if !quarantine.isEmpty {
            let list = quarantine.map { "  \(PlainText.line($0))" }.joined(separator: "\n")
            deeds += ", and take away these foreign assignments:\n\(list)\n"
        }
        return deeds + "?"
    }

    private func send() async throws {
        var draft = RequestEvent("reconcile")
        draft.set("mode", mode.rawValue)
        draft.set("reason", reason)
        if quarantineAll { draft.set("quarantine", JSONValue.bool(true)) }
        if !quarantine.isEmpty { draft.set("quarantine", JSONValue.array(quarantine.map(JSONValue.string))) }
        let (event, output) = (draft, output)
        let limit = wait ? waitLimit.duration : nil
        throw try await destination.withConnection(to: .revoke) { connection in
            var answer = try await connection.call(event)
            if let limit {
                let waiting = ReconcileWaiting(limit: limit) { try await connection.call($0) }
                answer = try await waiting.wait(after: answer)
            }
            let code = output.show(answer, text: ReconcileReport.text)
            return ReconcileReport.exitCode(of: answer) ?? code
        }
    }
}
