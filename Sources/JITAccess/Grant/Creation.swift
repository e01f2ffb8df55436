// SPDX-License-Identifier: Apache-2.0

/// Creates an assignment and waits until AWS says how it went.
struct Creation {
    enum Outcome: Equatable {
        /// AWS has confirmed the assignment.
        case confirmed(awsRequestID: String?)
        /// AWS has said that there will be none.
        case failed(FailureReason, awsRequestID: String?)
        /// The time is over, or no answer came: it may exist now or later.
        case unconfirmed(creationID: String?, String)
    }

    let creator: any AssignmentCreator
    let directory: any AccessDirectory
    var patience: Patience

    /// Whether the answer to one try was lost, so that a later try's failure does not mean that there is no assignment.
    private var isAnyAnswerLost = false

    init(creator: any AssignmentCreator, directory: any AccessDirectory, patience: Patience) {
        self.creator = creator
        self.directory = directory
        self.patience = patience
    }

    mutating func run(_ binding: Binding) async -> Outcome {
        while true {
            do {
                return await confirm(try await creator.create(binding))
            } catch {
                switch error.kind {
                // Names are not looked up here.
                case .refused, .ambiguous:
                    return failure(FailureReason(error), awsRequestID: error.awsRequestID)
                // The answer is lost, not necessarily the creation. Creating again is harmless and gives a sure answer,
                // which a listing does not: it may show what was there before.
                case .unavailable: isAnyAnswerLost = true
                case .conflict, .throttled: break
                }
                guard await patience.wait() else { return .unconfirmed(creationID: nil, error.message) }
            }
        }
    }

    private mutating func confirm(_ started: AssignmentOperation) async -> Outcome {
        var operation = started
        while true {
            switch operation.status {
            case .succeeded: return .confirmed(awsRequestID: operation.awsRequestID)
            case .failed(let reason): return failure(.operation(reason), awsRequestID: operation.awsRequestID)
            case .inProgress: break
            }
            guard await patience.wait() else {
                return .unconfirmed(creationID: started.id, "Identity Center is still creating the assignment.")
            }
            // Not being able to ask says nothing about the creation: ask again.
            if let next = try? await directory.creation(started.id) { operation = next }
        }
    }

    private func failure(_ reason: FailureReason, awsRequestID: String?) -> Outcome {
        isAnyAnswerLost
            ? .unconfirmed(creationID: nil, reason.full) : .failed(reason, awsRequestID: awsRequestID)
    }
}
