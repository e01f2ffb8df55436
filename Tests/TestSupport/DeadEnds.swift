// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A port on 127.0.0.1 that refuses every connection, and that nobody else can take meanwhile.
public final class RefusedPort: Sendable {
    private let descriptor: Int32
    private let port: UInt16

    /// Reserves a port.
    public init() throws {
        (descriptor, port) = try LoopbackSocket.bound()
    }

    deinit {
        close(descriptor)
    }

    /// `http://127.0.0.1:port`, without a trailing slash.
    public var url: String { "http://127.0.0.1:\(port)" }
}

/// A port on 127.0.0.1 that takes connections and never says a word.
public final class SilentPort: Sendable {
    private let descriptor: Int32
    private let port: UInt16

    /// Opens a port.
    public init() throws {
        (descriptor, port) = try LoopbackSocket.bound()
        guard listen(descriptor, 16) == 0 else { throw SocketError(call: "listen") }
    }

    deinit {
        close(descriptor)
    }

    /// `127.0.0.1:port`.
    public var authority: String { "127.0.0.1:\(port)" }
}

/// A port on 127.0.0.1 where connecting takes for ever: it listens, its queue is full, and nobody accepts.
public final class UnansweredPort: Sendable {
    private let descriptors: [Int32]
    private let port: UInt16

    /// Opens a port and fills its queue.
    public init() throws {
        let (listener, port) = try LoopbackSocket.bound()
        self.port = port
        guard listen(listener, 0) == 0 else {
            let error = SocketError(call: "listen")
            close(listener)
            throw error
        }
        var descriptors = [listener]
        for _ in 0..<4 {
            descriptors.append(LoopbackSocket.startConnecting(to: port))
        }
        self.descriptors = descriptors
    }

    deinit {
        for descriptor in descriptors where descriptor >= 0 {
            close(descriptor)
        }
    }

    /// `http://127.0.0.1:port`, without a trailing slash.
    public var url: String { "http://127.0.0.1:\(port)" }
}
