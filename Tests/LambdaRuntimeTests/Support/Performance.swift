// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport

@testable import LambdaRuntime

/// A whole function playing against a script: what it sent, logged and did, and why it ended.
struct Performance {
    let exit: ExitReason
    let requests: [HTTPRequest]
    let journal: [String]
    let log: LogCollector

    /// The moment at which every performance takes place: one minute before the deadline of a scripted event.
    static let now = Date(timeIntervalSince1970: 1_700_000_000)

    static let variables = ["AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001", "AWS_LAMBDA_LOG_FORMAT": "JSON"]

    /// Plays `steps` with a handler made of `handle`, which may note things in the journal.
    static func of(
        _ steps: [ScriptedTransport.Step],
        variables: [String: String] = variables,
        handle: @escaping @Sendable ([UInt8], LambdaContext, Journal) async throws -> LambdaResponse = {
            event,
            _,
            _ in LambdaResponse(event)
        }
    ) async -> Performance {
        await of(steps, variables: variables) { _, journal in
            ClosureHandler { event, context in try await handle(event, context, journal) }
        }
    }

    /// Plays `steps` with what `makeHandler` makes.
    static func of(
        _ steps: [ScriptedTransport.Step],
        variables: [String: String] = variables,
        makeHandler: @escaping @Sendable (InitContext, Journal) async throws -> any LambdaHandler
    ) async -> Performance {
        let journal = Journal()
        let log = LogCollector()
        let transport = ScriptedTransport(steps, journal: journal)
        var function = LambdaProcess(
            userAgent: UserAgent(product: "test", version: "1.0"),
            localUse: "scripts/invoke Test event.json",
            makeTransport: { transport },
            makeHandler: { try await makeHandler($0, journal) }
        )
        function.sink = log.sink
        function.now = { now }
        function.sleep = { journal.note("sleep \($0)") }
        function.setTraceID = { journal.note("trace \($0 ?? "unset")") }
        let exit = await function.run(variables)
        return Performance(exit: exit, requests: transport.requests, journal: journal.entries, log: log)
    }

    /// What was sent, such as `POST /invocation/request-1/response`.
    var calls: [String] { requests.map(\.summary) }

    /// The messages of the log.
    func messages() throws -> [String] {
        try log.records().compactMap { $0["message"] as? String }
    }
}

/// A handler made of a closure.
struct ClosureHandler: LambdaHandler {
    let body: @Sendable ([UInt8], LambdaContext) async throws -> LambdaResponse

    func handle(_ event: [UInt8], context: LambdaContext) async throws -> LambdaResponse {
        try await body(event, context)
    }
}

/// What the Runtime API was told about a failure.
struct ReportedError: Decodable, Equatable {
    let errorMessage: String
    let errorType: String
    let requestId: String?
    let stackTrace: [String]

    init(_ body: [UInt8]) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(body))
    }
}
