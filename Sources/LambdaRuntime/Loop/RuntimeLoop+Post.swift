// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Logging

extension RuntimeLoop {
    /// Sends an answer or a failure. Returns whether Lambda accepted it.
    func post(_ post: RuntimePost, _ logger: Logger) async throws(LoopExit) -> Bool {
        let delivery: Delivery
        do {
            delivery = try await client.deliver(post, logger)
        } catch {
            throw LoopExit(
                error.code == .cancelled
                    ? .cancelled
                    : .runtimeAPIFailed("The \(post.name) could not be sent in two attempts. \(error)")
            )
        }
        let answer = PlatformError(delivery.response)
        switch PostAction(status: delivery.response.status, isSecondTry: delivery.isSecondTry) {
        case .accepted:
            return true
        case .alreadyReported:
            logger.error("Lambda found the \(post.name) too large and has told the caller: \(answer).")
            return false
        case .dropped:
            logger.error("Lambda refused the \(post.name) with \(answer); going on with the next event.")
            return false
        case .exit:
            throw LoopExit(.runtimeAPIFailed("Lambda answered the \(post.name) with \(answer)."))
        }
    }
}

/// An answer to a post.
struct Delivery {
    let response: HTTPResponse

    /// Whether the post had to be sent again after the first answer was lost.
    let isSecondTry: Bool
}

extension RuntimeClient {
    /// Sends `post`, a second time over a new connection if there is no answer.
    func deliver(_ post: RuntimePost, _ logger: Logger) async throws(TransportError) -> Delivery {
        do {
            return try await Delivery(response: send(post, reusingConnection: true), isSecondTry: false)
        } catch {
            guard error.code != .cancelled else { throw error }
            logger.warning("The \(post.name) could not be sent; trying once more. \(error)")
            return try await Delivery(response: send(post, reusingConnection: false), isSecondTry: true)
        }
    }
}
