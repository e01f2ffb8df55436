// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation

/// Whether to use the local AWS.
struct LocalAWSOptions: ParsableArguments {
    @Flag(help: "Use the local AWS that scripts/local-aws starts, not your own AWS environment.")
    var local = false

    @Option(
        help: ArgumentHelp(
            "Where the local AWS is described. (default: env in $HOURGLASS_LOCAL_AWS_DIR, or in .local-aws of the repository)",
            valueName: "path"
        ),
        completion: .file()
    )
    var localEnv: String?

    func validate() throws {
        if localEnv != nil && !local { throw ValidationError("--local-env goes with --local.") }
    }

    /// The variables that say which AWS is meant: those of the local AWS, or those of whoever runs the command.
    ///
    /// - Throws: ``CommandFailure`` when the local AWS is not running.
    func environment() throws -> [String: String] {
        let own = ProcessInfo.processInfo.environment
        return local ? try LocalAWS.environment(given: localEnv, own: own) : own
    }
}

extension LocalAWS {
    /// The local AWS at the path `given`, or where this repository has it.
    static func environment(given path: String?, own: [String: String]) throws -> [String: String] {
        // The variable that scripts/local-aws reads too, for those who run several.
        let elsewhere = own["HOURGLASS_LOCAL_AWS_DIR"].map { $0 + "/env" }
        return try environment(path: path ?? elsewhere, from: UpwardSearch.startingPoints)
    }
}
