// SPDX-License-Identifier: Apache-2.0

import HTTPTransport

extension AWSClient {
    /// A call ready to be sent: the same for all its attempts but for signature, time and attempt number.
    ///
    /// - Parameter path: Percent-encoded, beginning with a slash.
    func prepare(
        _ operation: AWSOperation,
        region: String,
        path: String = "/",
        headers: HTTPHeaders,
        body: [UInt8]
    ) throws(AWSError) -> AWSCall {
        let endpoint: Endpoint
        do throws(ConfigurationError) {
            endpoint = try endpoints.endpoint(for: operation.service, region: region)
        } catch {
            throw AWSError(operation, .invalidRequest, error.message)
        }
        var headers = headers
        headers["amz-sdk-invocation-id"] = effects.makeID()
        let options = HTTPRequest.Options(
            maximumResponseBytes: operation.maximumResponseBytes,
            allowsPlainHTTP: endpoint.allowsPlainHTTP
        )
        return AWSCall(
            operation: operation,
            endpoint: endpoint,
            request: HTTPRequest(.post, endpoint.url + path, headers: headers, body: body, options: options),
            budget: TimeBudget(deadline: CallDeadline.current, reserve: configuration.deadlineReserve)
        )
    }
}

extension AWSError {
    /// An error of `operation` before its first attempt.
    init(_ operation: AWSOperation, _ kind: Kind, _ message: String) {
        self.init(kind, service: operation.service.id, operation: operation.name, message: message, attempts: 0)
    }

    /// An answer that reports success but is not what the operation promises.
    init(_ operation: AWSOperation, malformed answer: AWSAnswer, _ problem: String) {
        self.init(
            .malformedAnswer,
            service: operation.service.id,
            operation: operation.name,
            message: "the answer cannot be used: \(problem)",
            status: answer.status,
            requestID: answer.requestID,
            attempts: answer.attempts,
            mayHaveTakenEffect: true
        )
    }
}
