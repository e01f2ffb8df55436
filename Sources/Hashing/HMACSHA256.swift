// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// HMAC with SHA-256 (RFC 2104, RFC 4231), computed by OpenSSL's libcrypto.
public enum HMACSHA256 {
    /// The authentication code of `message` under `key`: 32 bytes.
    ///
    /// - Throws: ``HashingError`` if libcrypto cannot compute it, or if the key is longer than an `Int32` counts.
    public static func code(
        for message: some Sequence<UInt8>,
        key: some Sequence<UInt8>
    ) throws(HashingError) -> [UInt8] {
        let keyBytes = Array(key)
        let input = Array(message)
        guard let keyCount = Int32(exactly: keyBytes.count) else {
            throw HashingError(function: "HMAC")
        }
        var output = [UInt8](repeating: 0, count: SHA256.byteCount)
        guard HMAC(EVP_sha256(), keyBytes, keyCount, input, input.count, &output, nil) != nil else {
            throw HashingError(function: "HMAC")
        }
        return output
    }
}
