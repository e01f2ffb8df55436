// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTransport

extension AWSClient {
    /// Signs and sends the call once, and records how it went.
    ///
    /// - Throws: an error that ends the call whatever attempts are left: there are no credentials, the request cannot
    ///   be signed, the deadline cut the attempt off.
    func attempt(_ call: inout AWSCall) async throws(AWSError) -> Result<AWSAnswer, AttemptFailure> {
        let skew = withHost(call.endpoint.url) { $0.clockSkew }
        let signed = try await signedRequest(&call, skew: skew)
        let sent = effects.now()
        let (request, isCutShort) = limited(signed, call, at: sent)
        call.attempts += 1
        call.unexplainedSkew = nil
        do throws(TransportError) {
            let response = try await transport.send(request)
            observeClock(of: response, &call, sent: sent, skew: skew)
            return result(of: response, &call)
        } catch {
            call.record(.transport(error))
            if error.code == .timedOut && isCutShort {
                throw call.deadlineError("the deadline came before the answer")
            }
            return .failure(.transport(error))
        }
    }

    private func signedRequest(_ call: inout AWSCall, skew: Double) async throws(AWSError) -> HTTPRequest {
        let credentials: Credentials
        do throws(CredentialsError) {
            credentials = try await self.credentials.credentials()
        } catch {
            throw call.error(.credentials, error.message)
        }
        call.credentials = credentials
        var request = call.request
        request.headers["amz-sdk-request"] = "attempt=\(call.attempts + 1); max=\(retryPolicy.maximumAttempts)"
        let signer = SigV4Signer(region: call.endpoint.signingRegion, service: call.operation.service.signingName)
        do throws(SigningError) {
            request = try signer.sign(request, credentials: credentials, date: effects.now().addingTimeInterval(skew))
        } catch {
            throw call.error(.invalidRequest, error.message)
        }
        // Proxies and Lambda itself may rewrite these two, so they stay out of the signature.
        request.headers["User-Agent"] = userAgent
        if configuration.sendsTraceID, let trace = effects.traceID(), !trace.isEmpty {
            request.headers[TraceHeader.name] = TraceHeader.value(trace)
        }
        return request
    }

    /// `request` with this attempt's time-outs, and whether the deadline made them shorter than the operation's.
    private func limited(_ request: HTTPRequest, _ call: AWSCall, at now: Date) -> (HTTPRequest, isCutShort: Bool) {
        var request = request
        let remaining = call.budget.remaining(at: now) ?? call.operation.attemptTimeout
        let timeout = max(min(remaining, call.operation.attemptTimeout), .milliseconds(1))
        request.options.timeout = timeout
        request.options.connectTimeout = min(call.operation.connectTimeout, timeout)
        request.options.reusesConnection = !(call.lastFailure?.needsFreshConnection ?? false)
        return (request, timeout < call.operation.attemptTimeout)
    }

    /// Learns the host's clock from its answer.
    private func observeClock(of response: HTTPResponse, _ call: inout AWSCall, sent: Date, skew: Double) {
        guard let observed = ClockSkew.observed(in: response.headers, sent: sent, received: effects.now()) else {
            return
        }
        call.unexplainedSkew = observed - skew
        withHost(call.endpoint.url) { $0.clockSkew = observed }
    }

    private func result(of response: HTTPResponse, _ call: inout AWSCall) -> Result<AWSAnswer, AttemptFailure> {
        let requestID = RequestID.find(in: response.headers)
        let failure: AttemptFailure
        if !CRC32.matches(response) {
            failure = .corrupted(status: response.status, requestID: requestID)
        } else if !(200...299).contains(response.status) {
            failure = .service(ServiceFault(response, call.operation.service.wireProtocol))
        } else {
            return .success(
                AWSAnswer(
                    headers: response.headers,
                    body: response.body,
                    status: response.status,
                    requestID: requestID,
                    attempts: call.attempts
                )
            )
        }
        call.record(failure)
        return .failure(failure)
    }
}
