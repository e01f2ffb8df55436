// SPDX-License-Identifier: Apache-2.0

import Foundation

/// One end of a connection, used by one thread.
protocol ByteStream {
    /// The next bytes, waiting for them; `nil` at the end or after an error.
    func read() -> [UInt8]?

    /// Sends all of `bytes`; false if the peer has gone.
    func write(_ bytes: [UInt8]) -> Bool

    /// Tells the peer that nothing more comes, if the protocol has words for that.
    func finish()
}

/// A plain TCP connection.
struct PlainStream: ByteStream {
    let descriptor: Int32

    func read() -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: 64 * 1024) { buffer, count in
            count = max(0, recv(descriptor, buffer.baseAddress, buffer.count, 0))
        }
        return bytes.isEmpty ? nil : bytes
    }

    func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { rest in
                send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    func finish() {}
}
