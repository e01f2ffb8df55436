// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import HTTPTransport
import JITAccess
import Logging
import Synchronization

/// AWS as a test writes it: gives each call the answer of a script, and keeps what it was asked.
final class ScriptedAWS: Transport {
    /// One attempt at a call, as it arrived.
    struct Call: Sendable {
        let operation: String
        let url: String
        /// The body; of a query call, its parameters.
        let input: JSONValue
    }

    enum Answer: Sendable {
        case json(JSONValue)
        case xml(String)
        case fault(status: Int, code: String, message: String)
        /// A transaction that DynamoDB cancelled, with the reason of each action.
        case cancelled([String])
        case lost(TransportError.Code)
    }

    typealias Script = @Sendable (_ call: Call, _ number: Int) -> Answer

    private struct State {
        var calls: [Call] = []
        var inFlight = 0
        var mostInFlight = 0
        var expectedTogether = 1
    }

    private let state = Mutex(State())
    private let script: Script

    /// `script` gets each call and its number among those of its operation, from 1.
    init(_ script: @escaping Script) {
        self.script = script
    }

    /// AWS with the instance that tests configure; `script` gets all other calls.
    static func withInstance(_ script: @escaping Script) -> ScriptedAWS {
        let instance: JSONValue = [
            "InstanceArn": .string(Sample.instanceARN), "IdentityStoreId": .string(Sample.identityStoreID),
        ]
        return ScriptedAWS { call, number in
            call.operation == "ListInstances" ? .json(["Instances": [instance]]) : script(call, number)
        }
    }

    /// Lets no call be answered until `count` of them have waited at one time, which proves that they are made together;
    /// after five seconds they are answered all the same.
    func expectTogether(_ count: Int) {
        state.withLock { $0.expectedTogether = count }
    }

    private var isAwaitingOthers: Bool {
        state.withLock { $0.mostInFlight < $0.expectedTogether }
    }

    /// Every call so far.
    var calls: [Call] { state.withLock(\.calls) }

    /// The most calls that were waiting for their answers at one time.
    var mostInFlight: Int { state.withLock(\.mostInFlight) }

    /// How often an operation was called.
    func count(_ operation: String) -> Int {
        calls.count { $0.operation == operation }
    }

    /// The inputs of an operation's calls, in order.
    func inputs(_ operation: String) -> [JSONValue] {
        calls.filter { $0.operation == operation }.map(\.input)
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let call = Self.call(request)
        let number = state.withLock { state in
            state.calls.append(call)
            state.inFlight += 1
            state.mostInFlight = max(state.mostInFlight, state.inFlight)
            return state.calls.count { $0.operation == call.operation }
        }
        // Others get their turn, so that calls made together are seen together.
        let patience = ContinuousClock.now + .seconds(5)
        repeat { await Task.yield() } while isAwaitingOthers && ContinuousClock.now < patience
        state.withLock { $0.inFlight -= 1 }
        return try Self.response(script(call, number))
    }

    private static func response(_ answer: Answer) throws(TransportError) -> HTTPResponse {
        switch answer {
        case .json(let body): return HTTPResponse(status: 200, body: Array(body.canonicalText.utf8))
        case .xml(let text): return HTTPResponse(status: 200, body: Array(text.utf8))
        case .fault(let status, let code, let message): return fault(status, code, ["message": .string(message)])
        case .cancelled(let reasons):
            let reasons = reasons.map { JSONValue.object(["Code": .string($0)]) }
            return fault(400, "TransactionCanceledException", ["CancellationReasons": .array(reasons)])
        case .lost(let code): throw TransportError(code, "example.com: \(code.rawValue)")
        }
    }

    private static func fault(_ status: Int, _ code: String, _ members: [String: JSONValue]) -> HTTPResponse {
        let body = JSONValue.object(members.merging(["__type": .string(code)]) { first, _ in first })
        return HTTPResponse(
            status: status,
            headers: ["x-amzn-RequestId": "REQUEST-\(code)"],
            body: Array(body.canonicalText.utf8)
        )
    }

    private static func call(_ request: HTTPRequest) -> Call {
        let text = String(decoding: request.body, as: UTF8.self)
        if let target = request.headers["X-Amz-Target"] {
            let operation = String(target.split(separator: ".").last ?? "")
            let input = try? JSONDecoder().decode(JSONValue.self, from: Data(request.body))
            return Call(operation: operation, url: request.url, input: input ?? .null)
        }
        var parameters: [String: JSONValue] = [:]
        for field in text.split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1).map { $0.removingPercentEncoding ?? "" }
            parameters[parts[0]] = .string(parts.count > 1 ? parts[1] : "")
        }
        return Call(operation: parameters["Action"]?.text ?? "", url: request.url, input: .object(parameters))
    }
}

extension ScriptedAWS.Answer {
    /// An error of the caller's, as most of AWS's are.
    static func refusal(_ code: String, _ message: String = "about it") -> Self {
        .fault(status: 400, code: code, message: message)
    }
}

extension AWSClient {
    /// A client of scripted answers that does not wait between attempts.
    static func scripted(_ aws: any Transport, maximumAttempts: Int = 3) throws -> AWSClient {
        AWSClient(
            configuration: Configuration(region: "eu-central-1", maximumAttempts: maximumAttempts),
            transport: aws,
            credentials: try EnvironmentCredentials(
                environment: ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"]
            ),
            endpoints: try EndpointResolver(environment: [:]),
            effects: Effects(sleep: { _ in }, random: { 0 }),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }
}
