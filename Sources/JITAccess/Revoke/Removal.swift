// SPDX-License-Identifier: Apache-2.0

/// Removes an assignment and waits until AWS says how it went.
struct Removal {
    enum Outcome: Equatable {
        /// There is no assignment any more.
        case gone(awsRequestID: String?)
        case failed(String, awsRequestID: String?)
        /// The time is over; the claim runs out and the next sweep goes on.
        case unfinished
    }

    let remover: any AssignmentRemover
    let directory: any AccessDirectory
    var patience: Patience

    mutating func run(_ binding: Binding) async -> Outcome {
        while true {
            do {
                guard let operation = try await remover.remove(binding) else { return .gone(awsRequestID: nil) }
                return await confirm(operation, binding)
            } catch {
                guard error.kind == .conflict || error.kind == .throttled else {
                    return .failed(error.message, awsRequestID: error.awsRequestID)
                }
                guard await patience.wait() else { return .unfinished }
            }
        }
    }

    private mutating func confirm(_ started: AssignmentOperation, _ binding: Binding) async -> Outcome {
        var operation = started
        while true {
            switch operation.status {
            case .succeeded: return .gone(awsRequestID: operation.awsRequestID)
            case .failed(let reason): return await judge(reason, operation, binding)
            case .inProgress: break
            }
            guard await patience.wait() else { return .unfinished }
            if let next = try? await remover.removal(started.id) { operation = next }
        }
    }

    /// A removal also fails because there is nothing to remove; only the listing tells.
    private func judge(_ reason: String, _ operation: AssignmentOperation, _ binding: Binding) async -> Outcome {
        if (try? await directory.isAssigned(binding)) == false {
            return .gone(awsRequestID: operation.awsRequestID)
        }
        return .failed(reason, awsRequestID: operation.awsRequestID)
    }
}
