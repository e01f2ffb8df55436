// SPDX-License-Identifier: Apache-2.0

import HTTPTransport

/// CRC-32 as DynamoDB sends it with each answer (ISO 3309; the one of gzip and zip).
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { remainder, _ in
            remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1
        }
    }

    /// The checksum of `bytes`.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        // Locals and buffers: the static's access and the bounds checks would cost more than the sum itself.
        table.withUnsafeBufferPointer { table in
            bytes.withUnsafeBufferPointer { bytes in
                ~bytes.reduce(~0) { sum, byte in
                    sum >> 8 ^ table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)]
                }
            }
        }
    }

    /// Whether the body is what `x-amz-crc32` says; true if there is no such header.
    static func matches(_ response: HTTPResponse) -> Bool {
        guard let expected = response.headers["x-amz-crc32"] else { return true }
        return UInt32(expected) == checksum(response.body)
    }
}
