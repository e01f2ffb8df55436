// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The few socket calls that the test servers need, on 127.0.0.1.
enum LoopbackSocket {
    /// Linux's POLLRDHUP, which Swift does not import: the peer has closed, or reset, the connection.
    private static let peerHasClosed: Int16 = 0x2000

    /// A TCP socket bound to an unused port; it does not listen yet.
    static func bound() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketError(call: "socket") }
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard bound else {
            let error = SocketError(call: "bind")
            close(descriptor)
            throw error
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// The next connection to a listening socket, or `nil` once the socket has been shut down.
    static func accept(from listener: Int32) -> Int32? {
        while true {
            let descriptor = Foundation.accept(listener, nil, nil)
            if descriptor >= 0 {
                // A child process that inherited it would keep the connection open.
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                return descriptor
            }
            guard errno == EINTR || errno == ECONNABORTED else { return nil }
        }
    }

    /// A socket that has begun to connect to `port`, without waiting for the outcome; negative if there is none.
    static func startConnecting(to port: UInt16) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_INET, type, 0)
        var address = loopback(port: port)
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return descriptor
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        address.sin_port = port.bigEndian
        return address
    }

    /// Sends each write at once, so that a scripted pause is what the client sees.
    static func disableNagle(_ descriptor: Int32) {
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Makes the next `close` send RST instead of FIN.
    static func resetOnClose(_ descriptor: Int32) {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// Waits; false if the peer went away or the socket was shut down meanwhile.
    static func pause(_ duration: Duration, watching descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: peerHasClosed, revents: 0)
        let milliseconds = duration / .milliseconds(1)
        return poll(&entry, 1, Int32(milliseconds.rounded(.up))) == 0
    }

    /// Waits until the peer has gone away or the socket has been shut down.
    static func waitForHangUp(_ descriptor: Int32) {
        var entry = pollfd(fd: descriptor, events: peerHasClosed, revents: 0)
        while poll(&entry, 1, -1) < 0 && errno == EINTR {}
    }
}

/// A socket call that failed while a test was being set up.
public struct SocketError: Error, CustomStringConvertible {
    let call: String
    let number = errno

    /// The call and the system's words.
    public var description: String {
        "\(call) failed: \(String(cString: strerror(number)))"
    }
}
