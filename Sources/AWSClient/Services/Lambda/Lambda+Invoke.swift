// SPDX-License-Identifier: Apache-2.0

import HTTPTransport

extension Lambda {
    /// The largest event of an invocation that is waited for, in bytes, and the largest answer.
    public static let maximumPayload = 6 * 1024 * 1024

    /// Invokes a function and waits for its answer (`RequestResponse`).
    ///
    /// - Parameters:
    ///   - function: Its name or ARN, whole or in part, with `:alias` at its end for one of its aliases.
    ///   - payload: The event, JSON.
    ///   - timeout: How long to wait; longer than the function may take.
    ///   - isIdempotent: Whether the function may be given the event again when the answer was lost.
    /// - Throws: ``AWSError``; a function that fails does not throw.
    public func invoke(
        _ function: String,
        payload: [UInt8],
        timeout: Duration = .seconds(65),
        isIdempotent: Bool = false
    ) async throws(AWSError) -> Answer {
        let operation = AWSOperation(
            .lambda,
            "Invoke",
            attemptTimeout: timeout,
            // What the platform says around an error may come on top.
            maximumResponseBytes: Self.maximumPayload + 64 * 1024,
            isRepeatable: isIdempotent
        )
        let answer = try await send(operation, function, type: "RequestResponse", payload, status: 200)
        guard let kind = answer.headers["X-Amz-Function-Error"] else { return .payload(answer.body) }
        return .failure(FunctionFailure(kind: SafeText.line(kind, limit: 100), payload: answer.body))
    }

    /// Puts an event into a function's queue (`Event`) and does not wait for the function.
    ///
    /// - Parameter isIdempotent: Whether the event may get into the queue twice. The platform itself may deliver it twice.
    /// - Throws: ``AWSError`` if the event is not in the queue for sure.
    public func enqueue(
        _ function: String,
        payload: [UInt8],
        isIdempotent: Bool = false
    ) async throws(AWSError) {
        let operation = AWSOperation(.lambda, "Invoke", isRepeatable: isIdempotent)
        _ = try await send(operation, function, type: "Event", payload, status: 202)
    }

    private func send(
        _ operation: AWSOperation,
        _ function: String,
        type: String,
        _ payload: [UInt8],
        status: Int
    ) async throws(AWSError) -> AWSAnswer {
        guard (1...170).contains(function.utf8.count), !function.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F })
        else {
            throw AWSError(operation, .invalidRequest, "a function's name or ARN has 1 to 170 characters and no space")
        }
        let call = try client.prepare(
            operation,
            region: region,
            path: "/2015-03-31/functions/\(PercentEncoding.encode(function.utf8))/invocations",
            headers: [
                "Content-Type": "application/json",
                "X-Amz-Invocation-Type": type,
                // The end of the log, which the answer could carry, is nothing for whoever invokes.
                "X-Amz-Log-Type": "None",
            ],
            body: payload
        )
        let answer = try await client.send(call)
        guard answer.status == status else {
            throw AWSError(operation, malformed: answer, "its status is \(answer.status) and not \(status)")
        }
        return answer
    }
}
