// SPDX-License-Identifier: Apache-2.0

/// Removes an assignment and waits until AWS says how it went.
struct Removal {
    enum Outcome: Equatable {
        /// There is no assignment any more.
        case gone(awsRequestID: String?)
        case failed(FailureReason, awsRequestID: String?)
        /// The time is over, and why; the claim runs out and the next sweep goes on.
        case unfinished(FailureReason)
    }

    let remover: any AssignmentRemover
    let directory: any AccessDirectory
    var patience: Patience

    mutating func run(_ record: BindingRecord) async -> Outcome {
        let binding = record.binding
        while true {
            do {
                guard let operation = try await remover.remove(binding) else { return await doubt(binding) }
                return await confirm(operation, record)
            } catch {
                guard error.kind == .conflict || error.kind == .throttled else {
                    return .failed(FailureReason(error), awsRequestID: error.awsRequestID)
                }
                guard await patience.wait() else { return .unfinished(FailureReason(error)) }
            }
        }
    }

    private mutating func confirm(_ started: AssignmentOperation, _ record: BindingRecord) async -> Outcome {
        var operation = started
        while true {
            switch operation.status {
            case .succeeded: return .gone(awsRequestID: operation.awsRequestID)
            case .failed(let reason): return await judge(reason, operation, record)
            case .inProgress: break
            }
            guard await patience.wait() else {
                return .unfinished(FailureReason("Identity Center is still removing it."))
            }
            if let next = try? await remover.removal(started.id) { operation = next }
        }
    }

    /// That there is nothing to remove must be true of the listing too: whoever asks the wrong instance is told the
    /// same, and the record must not go while the assignment stays.
    private func doubt(_ binding: Binding) async -> Outcome {
        let directory = directory
        switch await attempt({ () throws(DirectoryError) in try await directory.isAssigned(binding) }) {
        case .success(false): return .gone(awsRequestID: nil)
        case .success(true):
            let reason = "Identity Center lists the assignment and finds nothing to remove."
            return .failed(FailureReason(reason), awsRequestID: nil)
        case .failure(let error): return .failed(FailureReason(error), awsRequestID: error.awsRequestID)
        }
    }

    /// A removal also fails because there is nothing to remove; only the listing tells, and of a young assignment it
    /// may not tell yet.
    private func judge(_ reason: String, _ operation: AssignmentOperation, _ record: BindingRecord) async -> Outcome {
        let isListingCurrent = record.lastCreation + EndedBinding.memory <= patience.clock.now()
        if isListingCurrent, (try? await directory.isAssigned(record.binding)) == false {
            return .gone(awsRequestID: operation.awsRequestID)
        }
        return .failed(.operation(reason), awsRequestID: operation.awsRequestID)
    }
}
