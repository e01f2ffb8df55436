// SPDX-License-Identifier: Apache-2.0

import CCurl

/// The functions libcurl calls with a transfer's data.
///
/// The context is the ``Transfer``, which is retained as long as libcurl knows its handle; see
/// ``Transfer/attach(to:)``. A result other than the number of bytes offered ends the transfer.
enum TransferCallbacks {
    static let sendBody: CCurlDataCallback = { buffer, size, count, context in
        guard let context else { return 0 }
        let space = UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
        return transfer(context).copyBody(into: space)
    }

    static let receiveHeader: CCurlDataCallback = { buffer, size, count, context in
        guard let context else { return 0 }
        let line = UnsafeRawBufferPointer(start: buffer, count: size * count)
        return transfer(context).response.receive(headerLine: line) ? line.count : 0
    }

    static let receiveBody: CCurlDataCallback = { buffer, size, count, context in
        guard let context else { return 0 }
        let bytes = UnsafeRawBufferPointer(start: buffer, count: size * count)
        return transfer(context).response.receive(body: bytes) ? bytes.count : 0
    }

    private static func transfer(_ context: UnsafeMutableRawPointer) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }
}
