// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTransport

extension RuntimeLoop {
    /// The pauses between attempts to get an event; there is one attempt more than pauses.
    private static let pauses: [Duration] = [.milliseconds(50), .milliseconds(100)]

    /// The next event.
    ///
    /// Asking again is safe: while an event is being delivered or handled, `/next` returns the same one.
    func nextInvocation() async throws(LoopExit) -> Invocation {
        for pause in Self.pauses {
            switch try await attempt(reusingConnection: pause == Self.pauses.first) {
            case .event(let invocation):
                return invocation
            case .failed(let reason):
                logger.warning("No event could be got from Lambda; trying again. \(reason)")
                await effects.sleep(pause)
            }
        }
        switch try await attempt(reusingConnection: false) {
        case .event(let invocation):
            return invocation
        case .failed(let reason):
            let count = Self.pauses.count + 1
            throw LoopExit(.runtimeAPIFailed("No event could be got from Lambda in \(count) attempts. \(reason)"))
        }
    }

    private enum Attempt {
        case event(Invocation)
        case failed(String)
    }

    private func attempt(reusingConnection: Bool) async throws(LoopExit) -> Attempt {
        let response: HTTPResponse
        do {
            response = try await client.next(reusingConnection: reusingConnection)
        } catch {
            guard error.code != .cancelled else { throw LoopExit(.cancelled) }
            return .failed("\(error)")
        }
        switch NextAction(status: response.status) {
        case .handle:
            do {
                return .event(try Invocation(response, now: effects.now()))
            } catch {
                return .failed("The answer to /next cannot be used: \(error.reason).")
            }
        case .tryAgain:
            return .failed("/next was answered with \(PlatformError(response)).")
        case .exit:
            throw LoopExit(.runtimeAPIFailed("/next was answered with \(PlatformError(response))."))
        }
    }
}
