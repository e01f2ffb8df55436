// SPDX-License-Identifier: Apache-2.0

import Foundation
import LocalLambda
import Testing

/// The ways into a function, as Lambda makes them.
extension TestBed {
    enum WayIn: Sendable {
        /// The function itself.
        case direct
        /// The function's URL, called by whoever has this ARN.
        case url(String)
        /// An alias, with an event that is sent as it is.
        case alias(String)
        /// A version.
        case version(Int)

        /// The function's URL, called with a session of a user of Identity Center.
        static func session(_ user: TestUser) -> WayIn {
            .url(FunctionURLEvent.sessionARN(ofUser: user.name, account: TestBed.account))
        }
    }

    /// Sends an event to Grant or Revoke.
    func send(
        _ event: Event,
        to name: String = "Grant",
        by way: WayIn,
        lambdaRequestID: String = UUID().uuidString.lowercased()
    ) async throws -> FunctionAnswer {
        try FunctionAnswer(try await deliver(event, to: name, by: way, lambdaRequestID: lambdaRequestID))
    }

    /// What a function answers byte for byte.
    func deliver(
        _ event: Event,
        to name: String = "Grant",
        by way: WayIn,
        lambdaRequestID: String = UUID().uuidString.lowercased()
    ) async throws -> InvocationOutcome {
        let body = try JSONSerialization.data(withJSONObject: event)
        let arn = Self.configuration(name, variables).arn
        let request: InvocationRequest =
            switch way {
            case .direct: InvocationRequest(event: body, requestID: lambdaRequestID, functionARN: arn)
            case .alias(let alias):
                InvocationRequest(event: body, requestID: lambdaRequestID, functionARN: "\(arn):\(alias)")
            case .version(let number):
                InvocationRequest(event: body, requestID: lambdaRequestID, functionARN: "\(arn):\(number)")
            case .url(let caller):
                try .throughURL(
                    FunctionURLEvent(callerARN: caller, body: body),
                    functionARN: arn,
                    alias: "url",
                    requestID: lambdaRequestID
                )
            }
        let function = name == "Grant" ? grant : revoke
        return try await function.perform(request).outcome
    }

    /// What Lambda would make of a call of the URL, for those who send it by another way.
    func envelope(_ event: Event, caller: String) throws -> Event {
        let body = try JSONSerialization.data(withJSONObject: event)
        let made = try FunctionURLEvent(callerARN: caller, body: body).json(requestID: "forged")
        return try #require(try JSONSerialization.jsonObject(with: made) as? Event)
    }
}

extension FunctionAnswer {
    /// A member of the body that is text.
    func text(_ name: String) -> String? {
        let members = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return members?[name] as? String
    }
}
