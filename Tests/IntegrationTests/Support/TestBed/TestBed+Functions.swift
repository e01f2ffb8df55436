// SPDX-License-Identifier: Apache-2.0

import Foundation
import LocalLambda
import Testing

/// Events in, answers out.
extension TestBed {
    /// An event as a test writes it down.
    typealias Event = [String: any Sendable]

    /// Asks for access.
    func grant(
        _ event: Event,
        lambdaRequestID: String = UUID().uuidString.lowercased(),
        timeout: Duration = .seconds(60)
    ) async throws -> FunctionAnswer {
        try await Self.answer(of: grant, to: event, lambdaRequestID: lambdaRequestID, timeout: timeout)
    }

    /// Asks for administrator access to the usual account, for an hour.
    func grant(
        to user: TestUser,
        requestID: String? = nil,
        duration: String = "1h",
        timeout: Duration = .seconds(60)
    ) async throws -> FunctionAnswer {
        try await grant(Self.event(user, requestID: requestID, duration: duration), timeout: timeout)
    }

    static func event(_ user: TestUser, requestID: String? = nil, duration: String = "1h") -> Event {
        var event: Event = ["user_email": user.email, "account_id": account, "duration": duration]
        event["request_id"] = requestID
        return event
    }

    /// Runs a sweep.
    @discardableResult
    func sweep(_ event: Event = [:], timeout: Duration = .seconds(60)) async throws -> FunctionAnswer {
        try await Self.answer(of: revoke, to: event, timeout: timeout)
    }

    /// Ends leases early, or asks anything else of Revoke.
    func revoke(_ event: Event) async throws -> FunctionAnswer {
        try await Self.answer(of: revoke, to: event)
    }

    /// Invokes a function that is expected to answer.
    static func answer(
        of function: LocalFunction,
        to event: Event,
        lambdaRequestID: String = UUID().uuidString.lowercased(),
        timeout: Duration = .seconds(60)
    ) async throws -> FunctionAnswer {
        let bytes = try JSONSerialization.data(withJSONObject: event)
        let outcome = try await function.invoke(bytes, timeout: timeout, requestID: lambdaRequestID)
        return try FunctionAnswer(outcome)
    }
}
