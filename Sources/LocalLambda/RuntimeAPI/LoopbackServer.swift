// SPDX-License-Identifier: Apache-2.0

import FlyingFox
import FlyingSocks
import Foundation

/// An HTTP server on 127.0.0.1, which nothing outside this machine can reach.
///
/// FlyingFox 0.27 leaves one descriptor open for each server that was stopped (the eventfd of its socket pool). A pool
/// for all servers would not do: it keeps entries for sockets that were closed, and ignores new ones that get their
/// numbers.
struct LoopbackServer: Sendable {
    let port: UInt16
    private let server: HTTPServer
    private let task: Task<Void, Never>

    typealias Handler = @Sendable (HTTPRequest) async throws -> HTTPResponse

    /// A runtime may wait for an event for hours; the server has no way to say "for ever".
    private static let longestWait: TimeInterval = 30 * 24 * 3600

    static func start(port: UInt16, handler: @escaping Handler) async throws(LocalRuntimeAPIError) -> LoopbackServer {
        do {
            let server = HTTPServer(
                address: try .inet(ip4: "127.0.0.1", port: port),
                timeout: longestWait,
                pool: PromptPool(base: HTTPServer.defaultPool()),
                logger: .disabled,
                handler: ClosureHTTPHandler(handler)
            )
            let task = try await listen(server)
            guard case .ip4(_, let actual) = await server.listeningAddress else {
                throw LocalRuntimeAPIError.cannotListen(port: port, reason: "the socket has no address")
            }
            return LoopbackServer(port: actual, server: server, task: task)
        } catch let error as LocalRuntimeAPIError {
            throw error
        } catch {
            throw .cannotListen(port: port, reason: error.localizedDescription)
        }
    }

    func stop() async {
        await server.stop()
        task.cancel()
    }

    /// Runs the server and returns once it listens; fails as soon as it cannot.
    private static func listen(_ server: HTTPServer) async throws -> Task<Void, Never> {
        let (outcomes, outcome) = AsyncStream<(any Error)?>.makeStream()
        let running = Task {
            do {
                try await server.run()
            } catch {
                outcome.yield(error)
            }
        }
        let listening = Task {
            try await server.waitUntilListening()
            outcome.yield(nil)
        }
        for await failure in outcomes {
            guard let failure else { break }
            listening.cancel()
            throw failure
        }
        return running
    }
}

/// Sends small answers at once.
///
/// The server writes the head and the body of an answer separately; with Nagle's algorithm the body would wait up to
/// 40 ms for the client's delayed acknowledgement, and every measured invocation would be that much too slow. The
/// connections inherit the option from the listening socket, and this is the only place where that can be reached.
private struct PromptPool<Base: AsyncSocketPool>: AsyncSocketPool {
    let base: Base

    func prepare() async throws { try await base.prepare() }

    func run() async throws { try await base.run() }

    func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
        if events == .connection { enableNoDelay(socket) }
        try await base.suspendSocket(socket, untilReadyFor: events)
    }

    private func enableNoDelay(_ socket: Socket) {
        var on: Int32 = 1
        _ = setsockopt(
            socket.file.rawValue,
            Int32(IPPROTO_TCP),
            TCP_NODELAY,
            &on,
            socklen_t(MemoryLayout<Int32>.size)
        )
    }
}
