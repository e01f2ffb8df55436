// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import JITAccess

/// Which stack is meant, for a command that is printed.
struct StackOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The name of the stack.", valueName: "name"))
    var stack = "hourglass"

    func validate() throws {
        guard stack.wholeMatch(of: /[A-Za-z][A-Za-z0-9-]{0,127}/) != nil else {
            throw ValidationError("--stack: letters, digits and hyphens, a letter first.")
        }
    }

    /// What tells the stack to this command again.
    var arguments: String { stack == "hourglass" ? "" : " --stack \(stack)" }

    /// Every other parameter of the stack keeps its value.
    func command(_ mode: LegacyRows.Mode) -> String {
        "scripts/deploy --stack \(stack) -- --parameter-overrides AdoptLegacyRows=\(mode.rawValue)"
    }
}
