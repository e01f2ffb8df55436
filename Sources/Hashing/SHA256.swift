// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// SHA-256 (FIPS 180-4), computed by OpenSSL's libcrypto.
public enum SHA256 {
    /// The number of bytes in a digest.
    public static let byteCount = 32

    /// The digest of `bytes`: 32 bytes.
    ///
    /// - Throws: ``HashingError`` if libcrypto cannot compute it (out of memory, or the algorithm is disabled by the
    ///   machine's policy).
    public static func digest(_ bytes: some Sequence<UInt8>) throws(HashingError) -> [UInt8] {
        let input = Array(bytes)
        var output = [UInt8](repeating: 0, count: byteCount)
        guard EVP_Digest(input, input.count, &output, nil, EVP_sha256(), nil) == 1 else {
            throw HashingError(function: "EVP_Digest")
        }
        return output
    }

    /// The digest of the UTF-8 bytes of `text`, as 64 lower-case hexadecimal digits.
    ///
    /// - Throws: ``HashingError``, as ``digest(_:)`` does.
    public static func hex(_ text: String) throws(HashingError) -> String {
        Hexadecimal.encode(try digest(text.utf8))
    }
}
