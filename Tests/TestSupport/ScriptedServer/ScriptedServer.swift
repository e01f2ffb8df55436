// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// An HTTP/1.1 server on 127.0.0.1 that does with each request what a test says: answers, stalls, breaks off.
///
///     let server = try ScriptedServer { request in .json(200, #"{"target": "\#(request.target)"}"#) }
///     defer { server.stop() }
///
/// It has its own threads, one to accept and one for each connection, so that it works however busy the test's
/// executor is. The answering closure runs on the connection's thread and may block.
public final class ScriptedServer: Sendable {
    private struct State {
        var requests: [ReceivedRequest] = []
        var connectionCount = 0
        var disconnectionCount = 0
        var open: Set<Int32> = []
        var isStopped = false
    }

    private let state = Mutex(State())
    private let listener: Int32
    private let identity: TLSIdentity?
    private let answer: @Sendable (ReceivedRequest) -> Reply

    /// The port, chosen by the system.
    public let port: UInt16

    /// Starts a server; `answer` decides about each request. With an identity it speaks TLS.
    public init(
        tls identity: TLSIdentity? = nil,
        _ answer: @escaping @Sendable (ReceivedRequest) -> Reply
    ) throws {
        (listener, port) = try LoopbackSocket.bound()
        self.identity = identity
        self.answer = answer
        guard listen(listener, 256) == 0 else {
            let error = SocketError(call: "listen")
            close(listener)
            throw error
        }
        Thread.detachNewThread { self.acceptConnections() }
    }

    /// `127.0.0.1:port`.
    public var authority: String { "127.0.0.1:\(port)" }

    /// `http://127.0.0.1:port` or `https://127.0.0.1:port`, without a trailing slash.
    public var url: String { "\(identity == nil ? "http" : "https")://\(authority)" }

    /// Every request read whole so far, in the order of arrival.
    public var requests: [ReceivedRequest] { state.withLock { $0.requests } }

    /// How many connections have been accepted so far.
    public var connectionCount: Int { state.withLock { $0.connectionCount } }

    /// How many connections are open at the server's end.
    public var openConnectionCount: Int { state.withLock { $0.open.count } }

    /// How many connections the client has ended so far.
    public var disconnectionCount: Int { state.withLock { $0.disconnectionCount } }

    /// Closes everything; connections being served end, new ones are refused.
    public func stop() {
        state.withLock { state in
            guard !state.isStopped else { return }
            state.isStopped = true
            // Only shut down here: the thread that uses a descriptor closes it, so that none is used after its number
            // has been given to another file.
            shutdown(listener, Int32(SHUT_RDWR))
            for descriptor in state.open {
                shutdown(descriptor, Int32(SHUT_RDWR))
            }
        }
    }

    private func acceptConnections() {
        while let descriptor = LoopbackSocket.accept(from: listener) {
            Thread.detachNewThread { self.serve(descriptor) }
        }
        close(listener)
    }

    private func serve(_ descriptor: Int32) {
        let ordinal: Int? = state.withLock { state in
            guard !state.isStopped else { return nil }
            state.open.insert(descriptor)
            state.connectionCount += 1
            return state.connectionCount
        }
        guard let ordinal else {
            close(descriptor)
            return
        }
        LoopbackSocket.disableNagle(descriptor)
        let stream: (any ByteStream)? =
            if let identity { identity.accept(on: descriptor) } else { PlainStream(descriptor: descriptor) }
        var endedByClient = true
        if let stream {
            endedByClient = ScriptedConnection(descriptor: descriptor, stream: stream).run { message in
                self.answer(self.record(message, connection: ordinal))
            }
        }
        state.withLock { state in
            state.open.remove(descriptor)
            if endedByClient && !state.isStopped { state.disconnectionCount += 1 }
            // Within the lock: who sees the count fall may rely on the client's end being told.
            close(descriptor)
        }
    }

    private func record(_ message: RequestReader.Message, connection: Int) -> ReceivedRequest {
        state.withLock { state in
            let request = ReceivedRequest(
                method: message.method,
                target: message.target,
                headers: message.headers,
                body: message.body,
                connection: connection,
                index: state.requests.count
            )
            state.requests.append(request)
            return request
        }
    }
}
