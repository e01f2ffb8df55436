// SPDX-License-Identifier: Apache-2.0

import FlyingFox
public import Foundation

/// Lambda's Invoke operation on 127.0.0.1, for functions that run on this machine and invoke each other: with aliases, with
/// the queue of asynchronous invocations and its retries, and with the URL of a function that anybody may call.
///
/// Signatures are not looked at: nobody else can reach it. See
/// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html.
public actor LocalInvokeAPI {
    /// How the queue treats an event whose invocation fails.
    public struct Queue: Sendable {
        /// The tries after the first; Lambda makes at most two.
        public var retries = 2

        /// Before each of them; Lambda waits one and then two minutes.
        public var pause: Duration

        /// Creates settings.
        public init(pause: Duration = .seconds(5)) {
            self.pause = pause
        }
    }

    /// An event that failed at every try: what Lambda would send to the queue of failures.
    public struct Failure: Sendable, Equatable {
        public let function: String
        public let event: Data
        public let message: String
    }

    private var functions: [String: LocalFunction] = [:]
    private var arns: [String: String] = [:]
    private let timeout: Duration
    private let queue: Queue
    private let onFailure: @Sendable (Failure) -> Void
    private var server: LoopbackServer?
    private var waiting: [UUID: Task<Void, Never>] = [:]

    /// - Parameters:
    ///   - timeout: How long an invocation may take.
    ///   - onFailure: Called for each event that failed at every try.
    public init(
        timeout: Duration = .seconds(60),
        queue: Queue = Queue(),
        onFailure: @escaping @Sendable (Failure) -> Void = { _ in }
    ) {
        self.timeout = timeout
        self.queue = queue
        self.onFailure = onFailure
    }

    /// Lets a function be invoked by its name, its ARN, or an alias of either; stopping it stays the caller's.
    ///
    /// - Parameter arn: Without an alias.
    public func add(_ function: LocalFunction, named name: String, arn: String) {
        functions[name] = function
        arns[name] = arn
    }

    /// Begins to listen and returns the URL.
    ///
    /// - Parameter port: 0 takes any that is free.
    public func start(port: UInt16 = 0) async throws -> String {
        let server = try await LoopbackServer.start(port: port) { [weak self] request in
            guard let self else { return HTTPResponse(statusCode: .serviceUnavailable) }
            return await self.answer(request)
        }
        self.server = server
        return "http://127.0.0.1:\(server.port)"
    }

    /// Stops listening, and forgets what waits in the queue.
    public func stop() async {
        for task in waiting.values { task.cancel() }
        await server?.stop()
        server = nil
    }

    /// Waits until the queue is empty; for tests and demonstrations.
    public func drain() async {
        while let task = waiting.values.first { await task.value }
    }

    // MARK: Routes

    private func answer(_ request: HTTPRequest) async -> HTTPResponse {
        guard let body = try? await request.bodyData else { return HTTPResponse(statusCode: .badRequest) }
        let parts = request.path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
        if parts.count == 4, parts[0] == "2015-03-31", parts[1] == "functions", parts[3] == "invocations" {
            let type = request.headers[HTTPHeader("X-Amz-Invocation-Type")] ?? "RequestResponse"
            return await invoke(InvokedName(parts[2]), body, isAsynchronous: type == "Event")
        }
        if parts.count >= 2, parts[0] == "url" {
            let path = "/" + parts.dropFirst(2).joined(separator: "/")
            return await call(parts[1], request, path: path, body)
        }
        return HTTPResponse(statusCode: .notFound)
    }

    private func invoke(_ name: InvokedName, _ event: Data, isAsynchronous: Bool) async -> HTTPResponse {
        guard let function = functions[name.function], let arn = arns[name.function] else {
            let text = #"{"Type":"User","Message":"Function not found: \#(name.function)"}"#
            let headers: HTTPHeaders = [HTTPHeader("x-amzn-ErrorType"): "ResourceNotFoundException"]
            return HTTPResponse(statusCode: .notFound, headers: headers, body: Data(text.utf8))
        }
        let request = InvocationRequest(event: event, functionARN: name.alias.map { "\(arn):\($0)" } ?? arn)
        guard isAsynchronous else {
            return Self.response(await run(function, request), requestID: request.requestID)
        }
        enqueue(function, name.function, request)
        let headers: HTTPHeaders = [HTTPHeader("x-amzn-RequestId"): request.requestID]
        return HTTPResponse(statusCode: .accepted, headers: headers)
    }

    /// A call of the URL of a function, without IAM: who calls is for the function to find out.
    private func call(_ name: String, _ request: HTTPRequest, path: String, _ body: Data) async -> HTTPResponse {
        guard let function = functions[name], let arn = arns[name] else { return HTTPResponse(statusCode: .notFound) }
        var headers: [String: String] = [:]
        for (header, value) in request.headers { headers[header.rawValue.lowercased()] = value }
        let event = PublicURLEvent(method: request.method.rawValue, path: path, headers: headers, body: body)
        let requestID = UUID().uuidString.lowercased()
        guard let json = try? event.json(requestID: requestID) else { return HTTPResponse(statusCode: .badRequest) }
        let invocation = InvocationRequest(event: json, requestID: requestID, functionARN: "\(arn):url")
        guard case .success(let answer)? = await run(function, invocation) else {
            return HTTPResponse(statusCode: .badGateway)
        }
        return URLAnswer.response(answer)
    }

    // MARK: Invocations

    private func run(_ function: LocalFunction, _ request: InvocationRequest) async -> InvocationOutcome? {
        try? await function.perform(request, timeout: timeout).outcome
    }

    private func enqueue(_ function: LocalFunction, _ name: String, _ request: InvocationRequest) {
        let id = UUID()
        waiting[id] = Task {
            await work(function, name, request)
            waiting[id] = nil
        }
    }

    private func work(_ function: LocalFunction, _ name: String, _ request: InvocationRequest) async {
        var message = ""
        for attempt in 0...queue.retries {
            if attempt > 0 { try? await Task.sleep(for: queue.pause) }
            guard !Task.isCancelled else { return }
            let outcome = await run(function, request)
            if case .success? = outcome { return }
            message = outcome?.error(requestID: request.requestID)?.message ?? "the process could not be run"
        }
        onFailure(Failure(function: name, event: request.event, message: message))
    }

    private static func response(_ outcome: InvocationOutcome?, requestID: String) -> HTTPResponse {
        var headers: HTTPHeaders = [HTTPHeader("x-amzn-RequestId"): requestID]
        headers[.contentType] = "application/json"
        guard let outcome else { return HTTPResponse(statusCode: .internalServerError, headers: headers) }
        if case .success(let answer) = outcome { return HTTPResponse(statusCode: .ok, headers: headers, body: answer) }
        headers[HTTPHeader("X-Amz-Function-Error")] = "Unhandled"
        let body = outcome.error(requestID: requestID)?.body ?? Data()
        return HTTPResponse(statusCode: .ok, headers: headers, body: body)
    }
}

/// What an invocation names: `Grant`, `Grant:slack`, or an ARN of either.
struct InvokedName: Equatable {
    let function: String
    let alias: String?

    init(_ text: String) {
        let parts = text.split(separator: ":").map(String.init)
        let rest = parts.count >= 7 ? Array(parts.dropFirst(6)) : parts
        function = rest.first ?? ""
        alias = rest.dropFirst().first
    }
}
