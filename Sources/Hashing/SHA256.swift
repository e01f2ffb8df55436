// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// SHA-256 (FIPS 180-4), computed by OpenSSL's libcrypto.
///
/// By the functions of the hash itself. The generic ones (`EVP_Digest`) set up all of libcrypto's providers at their
/// first use, a third of the instructions of a function's start, and look for the hash among them at each further one.
public enum SHA256 {
    /// The number of bytes in a digest.
    public static let byteCount = 32

    /// The number of bytes that the hash takes in at a time.
    static let blockBytes = 64

    /// The digest of `bytes`: 32 bytes.
    ///
    /// - Throws: ``HashingError`` if libcrypto cannot compute it.
    public static func digest(_ bytes: some Sequence<UInt8>) throws(HashingError) -> [UInt8] {
        let input = Array(bytes)
        var context = SHA256_CTX()
        var output = [UInt8](repeating: 0, count: byteCount)
        guard SHA256_Init(&context) == 1, SHA256_Update(&context, input, input.count) == 1,
            SHA256_Final(&output, &context) == 1
        else { throw HashingError(function: "SHA256") }
        return output
    }

    /// The digest of the UTF-8 bytes of `text`, as 64 lower-case hexadecimal digits.
    ///
    /// - Throws: ``HashingError``, as ``digest(_:)`` does.
    public static func hex(_ text: String) throws(HashingError) -> String {
        Hexadecimal.encode(try digest(text.utf8))
    }
}
