// SPDX-License-Identifier: Apache-2.0

/// Creates an assignment and waits until AWS says how it went.
struct Creation {
    enum Outcome: Equatable {
        /// AWS has confirmed the assignment.
        case confirmed(awsRequestID: String?)
        /// AWS has said that there will be none.
        case failed(String, awsRequestID: String?)
        /// The time is over, or no answer came: it may exist now or later.
        case unconfirmed(creationID: String?, String)
    }

    let creator: any AssignmentCreator
    let directory: any AccessDirectory
    var patience: Patience

    mutating func run(_ binding: Binding) async -> Outcome {
        while true {
            do {
                return await confirm(try await creator.create(binding))
            } catch {
                switch error.kind {
                case .refused: return .failed(error.message, awsRequestID: error.awsRequestID)
                case .unavailable:
                    // The answer is lost, not necessarily the creation.
                    if (try? await directory.isAssigned(binding)) == true {
                        return .confirmed(awsRequestID: error.awsRequestID)
                    }
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
            case .failed(let reason): return .failed(reason, awsRequestID: operation.awsRequestID)
            case .inProgress: break
            }
            guard await patience.wait() else {
                return .unconfirmed(creationID: started.id, "Identity Center is still creating the assignment.")
            }
            // Not being able to ask says nothing about the creation: ask again.
            if let next = try? await directory.creation(started.id) { operation = next }
        }
    }
}
