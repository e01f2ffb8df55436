// SPDX-License-Identifier: Apache-2.0

/// What to do after `GET /runtime/invocation/next` was answered with a status.
enum NextAction: Equatable {
    /// An event has come.
    case handle
    /// The answer makes no sense; asking again returns the same event, so nothing is lost.
    case tryAgain
    /// 403: the call was not allowed in this state, which is our mistake; 500: Lambda asks runtimes to exit promptly.
    case exit

    init(status: Int) {
        switch status {
        case 200: self = .handle
        case 403, 500: self = .exit
        default: self = .tryAgain
        }
    }
}

/// What to do after a post about an invocation was answered with a status. The same for `/response` and `/error`.
enum PostAction: Equatable {
    /// Lambda has it (202; local stand-ins say 200 or 204).
    case accepted
    /// 413: Lambda has told the caller `Function.ResponseSizeTooLarge` itself. Another report would be refused.
    case alreadyReported
    /// Lambda does not want it: the invocation has ended or is another one (400, 403, 410). The next one may do well.
    case dropped
    /// Lambda is in trouble (500 and the like) and asks runtimes to exit promptly.
    case exit

    /// - Parameter isSecondTry: Whether this post was sent before and its answer lost. A 403 then says that the first
    ///   one did arrive, since an invocation takes only one answer.
    init(status: Int, isSecondTry: Bool) {
        switch status {
        case 200..<300: self = .accepted
        case 403 where isSecondTry: self = .accepted
        case 413: self = .alreadyReported
        case 300..<500: self = .dropped
        default: self = .exit
        }
    }
}
