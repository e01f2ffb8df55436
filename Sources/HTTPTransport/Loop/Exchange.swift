// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A request on its way through the loop, as its sender and the loop's thread share it.
final class Exchange: Sendable {
    /// Not a `Result`: before the first one of its kind the runtime goes through all conformances of the program, to see
    /// that the failure is an error, and that is time between a function's start and its first event.
    enum Outcome: Sendable {
        case success(HTTPResponse)
        case failure(TransportError)

        func get() throws(TransportError) -> HTTPResponse {
            switch self {
            case .success(let response): return response
            case .failure(let error): throw error
            }
        }
    }

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
