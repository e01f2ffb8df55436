// SPDX-License-Identifier: Apache-2.0

/// HMAC with SHA-256 (RFC 2104, RFC 4231).
public enum HMACSHA256 {
    /// The authentication code of `message` under `key`: 32 bytes.
    ///
    /// - Throws: ``HashingError`` if libcrypto cannot compute the hash.
    public static func code(
        for message: some Sequence<UInt8>,
        key: some Sequence<UInt8>
    ) throws(HashingError) -> [UInt8] {
        var block = Array(key)
        if block.count > SHA256.blockBytes { block = try SHA256.digest(block) }
        block += repeatElement(0, count: SHA256.blockBytes - block.count)
        let inner = try SHA256.digest(block.map { $0 ^ 0x36 } + message)
        return try SHA256.digest(block.map { $0 ^ 0x5C } + inner)
    }
}
