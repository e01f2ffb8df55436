// SPDX-License-Identifier: Apache-2.0

import Hashing
import Testing

/// Vectors: the test cases of RFC 4231, section 4, by number.
@Suite struct HMACSHA256Tests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let number: Int
        let key: [UInt8]
        let message: [UInt8]
        let code: String

        var testDescription: String { "RFC 4231 test case \(number)" }

        init(_ number: Int, key: [UInt8], message: [UInt8], code: String) {
            self.number = number
            self.key = key
            self.message = message
            self.code = code
        }
    }

    static let longKey = [UInt8](repeating: 0xAA, count: 131)

    static let vectors = [
        Vector(
            1,
            key: Array(repeating: 0x0B, count: 20),
            message: Array("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        Vector(
            2,
            key: Array("Jefe".utf8),
            message: Array("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        Vector(
            3,
            key: Array(repeating: 0xAA, count: 20),
            message: Array(repeating: 0xDD, count: 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        Vector(
            4,
            key: Array(1...25),
            message: Array(repeating: 0xCD, count: 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        // Test case 5 publishes only the first 128 bits.
        Vector(
            5,
            key: Array(repeating: 0x0C, count: 20),
            message: Array("Test With Truncation".utf8),
            code: "a3b6167473100ee06e0c796c2955552b"
        ),
        Vector(
            6,
            key: longKey,
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        Vector(
            7,
            key: longKey,
            message: Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. The key needs "
                    + "to be hashed before being used by the HMAC algorithm.").utf8
            ),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ]

    @Test("Codes are those of RFC 4231", arguments: vectors)
    func vector(_ vector: Vector) throws {
        let code = try HMACSHA256.code(for: vector.message, key: vector.key)
        #expect(code.count == SHA256.byteCount)
        #expect(Hexadecimal.encode(code).hasPrefix(vector.code))
    }

    @Test("An empty key and an empty message have a code too")
    func empty() throws {
        // Computed with Python's hmac module.
        let code = try HMACSHA256.code(for: [], key: [])
        #expect(Hexadecimal.encode(code) == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }
}
