// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

extension DirectoryError {
    /// What the protocol must know of a failed call.
    init(_ error: AWSError) {
        self.init(Self.kind(error), error.description, awsRequestID: error.requestID)
    }

    private static func kind(_ error: AWSError) -> Kind {
        if error.isConflict { return .conflict }
        // An earlier attempt whose answer was lost may have done what the last one was refused.
        if error.mayHaveTakenEffect { return .unavailable }
        if error.isThrottling { return .throttled }
        switch error.kind {
        case .service: return (error.status ?? 500) < 500 ? .refused : .unavailable
        case .credentials, .invalidRequest: return .refused
        case .transport, .deadline, .malformedAnswer, .tooLarge, .cancelled: return .unavailable
        }
    }
}
