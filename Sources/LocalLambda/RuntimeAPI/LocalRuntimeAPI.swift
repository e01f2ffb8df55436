// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The AWS Lambda Runtime API, served on loopback for one runtime process.
///
/// It behaves as the platform does (API version 2018-06-01; the AWS Lambda Runtime Interface Emulator is the
/// reference): the same states, statuses, headers and limits. Events are handed over one after another, in the order
/// they came.
///
/// ```swift
/// let api = LocalRuntimeAPI()
/// let address = try await api.start()   // the value for AWS_LAMBDA_RUNTIME_API
/// let answer = try await api.invoke(InvocationRequest(event: Data("{}".utf8)))
/// await api.stop()
/// ```
public actor LocalRuntimeAPI {
    /// The most bytes an answer may have: 6 MiB and 100 bytes.
    public static let maximumResponseSize = 6 * 1024 * 1024 + 100
    /// The most bytes an event may have: 6 MiB.
    public static let maximumEventSize = 6 * 1024 * 1024

    /// Where the runtime stands.
    public private(set) var state = RuntimeState.started

    /// The request ids of the events that wait to be handed over, in order.
    public var queuedRequestIDs: [String] { queue.map(\.request.requestID) }

    typealias Completion = @Sendable (Result<RuntimeAnswer, any Error>) -> Void

    private struct Pending {
        let ticket: UInt64
        var request: InvocationRequest
        var completion: Completion
    }

    private let observe: @Sendable (RuntimeAPIEvent) -> Void
    private var server: LoopbackServer?
    private var isStopped = false
    private var queue: [Pending] = []
    private var current: Pending?
    private var waiting: [UInt64: CheckedContinuation<InvocationRequest?, Never>] = [:]
    private var lastTicket: UInt64 = 0

    /// - Parameter observe: Called for each thing the runtime does, in order. It must return quickly.
    public init(observe: @escaping @Sendable (RuntimeAPIEvent) -> Void = { _ in }) {
        self.observe = observe
    }

    /// Starts to listen on 127.0.0.1.
    ///
    /// - Parameter port: 0 takes one that is free.
    /// - Returns: The value for `AWS_LAMBDA_RUNTIME_API`, such as `127.0.0.1:9001`.
    public func start(port: UInt16 = 0) async throws(LocalRuntimeAPIError) -> String {
        let handler = RuntimeAPIHandler(api: self)
        let server = try await LoopbackServer.start(port: port) { try await handler.handle($0) }
        self.server = server
        return "127.0.0.1:\(server.port)"
    }

    /// Ends all connections. Invocations without an answer end with ``LocalRuntimeAPIError/stopped``.
    public func stop() async {
        isStopped = true
        let unanswered = queue + [current].compactMap { $0 }
        queue = []
        current = nil
        for pending in unanswered { pending.completion(.failure(LocalRuntimeAPIError.stopped)) }
        resumeWaiting(with: nil)
        await server?.stop()
        server = nil
    }

    /// Queues an event and waits for the answer.
    ///
    /// - Throws: ``LocalRuntimeAPIError``, or `CancellationError` when the task is cancelled; the runtime is then
    ///   left alone and its answer, if any, goes nowhere.
    public func invoke(_ request: InvocationRequest) async throws -> RuntimeAnswer {
        try request.validate()
        let ticket = nextTicket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                add(Pending(ticket: ticket, request: request) { continuation.resume(with: $0) })
            }
        } onCancel: {
            Task { await self.abandon(ticket) }
        }
    }

    /// Queues an event; `completion` is called once.
    func enqueue(_ request: InvocationRequest, completion: @escaping Completion) throws(LocalRuntimeAPIError) {
        try request.validate()
        add(Pending(ticket: nextTicket(), request: request, completion: completion))
    }

    private func add(_ pending: Pending) {
        guard !isStopped else { return pending.completion(.failure(LocalRuntimeAPIError.stopped)) }
        var pending = pending
        pending.request.invocationID = UUID().uuidString.lowercased()
        queue.append(pending)
        handOverNext()
    }

    private func abandon(_ ticket: UInt64) {
        if let index = queue.firstIndex(where: { $0.ticket == ticket }) {
            queue.remove(at: index).completion(.failure(CancellationError()))
        } else if let abandoned = current, abandoned.ticket == ticket {
            current?.completion = { _ in }
            abandoned.completion(.failure(CancellationError()))
        }
    }

    private func handOverNext() {
        guard let pending = queue.first, !waiting.isEmpty else { return }
        guard state.handOver(requestID: pending.request.requestID) else { return }
        current = queue.removeFirst()
        resumeWaiting(with: pending.request)
    }

    /// A connection that broke is noticed late, so several calls of one runtime may wait; all get the same event.
    private func resumeWaiting(with request: InvocationRequest?) {
        let continuations = waiting.values
        waiting = [:]
        for continuation in continuations { continuation.resume(returning: request) }
    }

    private func nextTicket() -> UInt64 {
        lastTicket += 1
        return lastTicket
    }
}

// What the runtime calls.
extension LocalRuntimeAPI {
    /// The runtime asks for an event and waits for it without limit.
    ///
    /// - Returns: nil when the Runtime API stops or the connection is given up.
    func next() async throws(RuntimeAPIRefusal) -> InvocationRequest? {
        let asked = ContinuousClock.now
        let step = try checked { () throws(RuntimeAPIRefusal) in try state.askForNext() }
        observe(.next(at: asked))
        if step == .repeatEvent { return current?.request }
        guard !isStopped else { return nil }
        let ticket = nextTicket()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiting[ticket] = continuation
                handOverNext()
            }
        } onCancel: {
            Task { await self.stopWaiting(ticket) }
        }
    }

    /// An answer that names its invocation must be for the current one, and not for an earlier one of the same request.
    func check(_ invocationID: String?, of requestID: String) throws(RuntimeAPIRefusal) {
        guard let invocationID, let current, current.request.requestID == requestID,
            current.request.invocationID != invocationID
        else { return }
        observe(.refused(.invalidRequestID(requestID)))
        throw .invalidRequestID(requestID)
    }

    /// The runtime answers the current event.
    ///
    /// - Parameter refusal: What is wrong with the answer itself. It ends the invocation all the same: the invoker
    ///   gets `answer`, and the runtime is told.
    func complete(
        requestID: String,
        call: RuntimeAPICall,
        answer: RuntimeAnswer,
        refusal: RuntimeAPIRefusal? = nil
    ) throws(RuntimeAPIRefusal) {
        try checked { () throws(RuntimeAPIRefusal) in try state.answer(requestID: requestID, call: call) }
        let completion = current?.completion
        current = nil
        completion?(.success(answer))
        guard let refusal else { return }
        observe(.refused(refusal))
        throw refusal
    }

    /// The runtime reports that it could not start.
    func failInit(_ error: ReportedError) throws(RuntimeAPIRefusal) {
        try checked { () throws(RuntimeAPIRefusal) in try state.failInit() }
        observe(.initFailed(error))
    }

    private func checked<T>(_ transition: () throws(RuntimeAPIRefusal) -> T) throws(RuntimeAPIRefusal) -> T {
        do {
            return try transition()
        } catch {
            observe(.refused(error))
            throw error
        }
    }

    private func stopWaiting(_ ticket: UInt64) {
        waiting.removeValue(forKey: ticket)?.resume(returning: nil)
    }
}

/// What a runtime does, as the Runtime API sees it.
public enum RuntimeAPIEvent: Sendable, Equatable {
    /// It asked for an event, the first time or again. The previous invocation, if any, is complete.
    case next(at: ContinuousClock.Instant)
    /// It reported that it could not start.
    case initFailed(ReportedError)
    /// It made a call that was refused.
    case refused(RuntimeAPIRefusal)
}
