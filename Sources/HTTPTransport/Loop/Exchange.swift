// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A request on its way through the loop, as its sender and the loop's thread share it.
final class Exchange: Sendable {
    typealias Outcome = Result<HTTPResponse, TransportError>
    typealias Continuation = CheckedContinuation<Outcome, Never>

    let request: ValidatedRequest

    /// Set before the loop is told, so that an exchange cancelled first and started afterwards never begins.
    private let cancelled = Atomic(false)

    init(_ request: ValidatedRequest) {
        self.request = request
    }

    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    func markCancelled() {
        cancelled.store(true, ordering: .releasing)
    }

    var cancellation: TransportError {
        TransportError(.cancelled, "\(request.label) was cancelled.")
    }
}
