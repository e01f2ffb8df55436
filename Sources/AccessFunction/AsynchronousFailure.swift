// SPDX-License-Identifier: Apache-2.0

import JITAccess
import LambdaRuntime

extension FunctionFailure {
    /// What is reported instead of an answer that says that something has failed here, to an event whose sender does not
    /// wait for it; nil if the answer is to be given.
    ///
    /// A refusal (4xx) is the end of its event, however often it comes: that is an answer. A failure (5xx) may not be,
    /// and Lambda tries again only what it is told of as one; see ``AsynchronousEvent``.
    init?(_ answer: Answer, to event: [UInt8]) {
        guard answer.statusCode >= 500, AsynchronousEvent.isOne(event) else { return nil }
        var type = "Function."
        if case .string(let code)? = answer.body["code"] {
            // ledger_unavailable becomes LedgerUnavailable, as Lambda wants its names.
            for word in code.split(separator: "_") { type += word.prefix(1).uppercased() + word.dropFirst() }
        }
        // The sentence of the answer, which was made for whoever asked: nothing secret is in it.
        var message = "The function answered \(answer.statusCode)."
        if case .string(let error)? = answer.body["error"] { message = error }
        self.init(ErrorType(type), message)
    }
}
