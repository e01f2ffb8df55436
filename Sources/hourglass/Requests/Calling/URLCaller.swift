// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import HTTPTransport

/// Calls a function through its URL, which IAM guards: the caller's own signature says who speaks.
///
/// https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
struct URLCaller: FunctionCaller {
    /// How often an event is sent that surely did not reach the function.
    private static let attempts = 3
    /// Longer than the functions may take.
    private static let timeout = Duration.seconds(65)

    let url: FunctionURL
    let region: String
    let credentials: any CredentialsProvider
    let transport: any Transport
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    func call(_ event: RequestEvent) async throws -> FunctionAnswer {
        var attempt = 1
        while true {
            let problem: String
            do {
                let response = try await transport.send(try await signed(event))
                guard response.status == 429 else { return try answer(response) }
                problem = "the function is throttled"
            } catch let error as TransportError {
                problem = error.message
                switch error.code {
                case .couldNotConnect, .couldNotResolve: break
                case .cancelled: throw CancellationError()
                case .tls, .invalidRequest: throw CommandFailure(message: "\(url.url) cannot be called: \(problem)")
                case .timedOut, .connectionLost, .responseTooLarge, .other: return .lost(problem, event)
                }
            }
            guard attempt < Self.attempts else {
                throw CommandFailure(message: "\(url.url) cannot be reached: \(problem)")
            }
            try await sleep(.milliseconds(500 * attempt))
            attempt += 1
        }
    }

    private func signed(_ event: RequestEvent) async throws -> HTTPRequest {
        let request = HTTPRequest(
            .post,
            url.url,
            headers: ["Content-Type": "application/json"],
            body: Array(event.json),
            options: HTTPRequest.Options(timeout: Self.timeout, allowsPlainHTTP: url.isLoopback)
        )
        do {
            let signer = SigV4Signer(region: region, service: AWSService.lambda.signingName)
            return try signer.sign(request, credentials: try await credentials.credentials(), date: Date())
        } catch let error as CredentialsError {
            throw CommandFailure(message: error.message)
        } catch let error as SigningError {
            throw CommandFailure(message: "the call of \(url.url) cannot be signed: \(error.message)")
        }
    }

    /// The function's own answer, or what the platform says in its place.
    private func answer(_ response: HTTPResponse) throws -> FunctionAnswer {
        let body = Data(response.body)
        let members = AnswerObject(body)
        let isOwn = members?.text("code") != nil || members?.text("message") != nil
        if response.status < 400 || (isOwn && response.headers["x-amzn-ErrorType"] == nil) {
            return FunctionAnswer(status: response.status, body: body)
        }
        let said = PlainText.line(members?.text("Message") ?? members?.text("message") ?? "")
        switch response.status {
        case 403:
            throw CommandFailure(
                message: """
                    AWS refused the call of \(url.url): \(said.isEmpty ? "Forbidden" : said). You need \
                    lambda:InvokeFunctionUrl and lambda:InvokeFunction on the function, valid credentials and a clock \
                    that is right, and the region \(region) must be the function's.
                    """
            )
        case 404: throw CommandFailure(message: "there is no function at \(url.url)")
        default:
            return .failed("The function failed with status \(response.status). \(said) Its log says why.")
        }
    }
}
