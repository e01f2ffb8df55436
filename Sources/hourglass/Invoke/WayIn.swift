// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import JITAccess
import LocalLambda

/// The way in by which an invocation is to come.
struct WayIn: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Invoke this alias: the name of an integration, as the policy has it.",
            valueName: "name"
        )
    )
    var alias: String?

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "Call the function's URL as this user of Identity Center, or as this ARN of a session, role or user.",
            valueName: "user or ARN"
        )
    )
    var caller: String?

    func validate() throws {
        if alias != nil && caller != nil { throw ValidationError("--alias and --as exclude each other.") }
        if let alias, !Self.isAlias(alias) {
            throw ValidationError("--alias must be letters, digits, - and _, and not digits alone.")
        }
        if caller == "" { throw ValidationError("--as needs a user name or an ARN.") }
    }

    /// The invocation of the function `functionARN` with `event`; a direct one unless the options say otherwise.
    func request(_ event: Data, functionARN: String, requestID: String) throws -> InvocationRequest {
        if let caller {
            let callerARN = caller.hasPrefix("arn:") ? caller : FunctionURLEvent.sessionARN(ofUser: caller)
            return try .throughURL(
                FunctionURLEvent(callerARN: callerARN, body: event),
                functionARN: functionARN,
                alias: Channel.functionURLAlias,
                requestID: requestID
            )
        }
        return InvocationRequest(
            event: event,
            requestID: requestID,
            functionARN: alias.map { "\(functionARN):\($0)" } ?? functionARN
        )
    }

    private static func isAlias(_ name: String) -> Bool {
        (1...128).contains(name.utf8.count)
            && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
            && !name.allSatisfy(\.isNumber)
    }
}
