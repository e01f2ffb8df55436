// SPDX-License-Identifier: Apache-2.0

import Hashing
import Testing

/// Vectors: the examples NIST publishes for FIPS 180-4.
@Suite struct SHA256Tests {
    @Test(
        "Digests are those of FIPS 180-4",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrst"
                    + "nopqrstu",
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
            ),
        ]
    )
    func vectors(message: String, digest: String) throws {
        #expect(try SHA256.hex(message) == digest)
        #expect(Hexadecimal.encode(try SHA256.digest(message.utf8)) == digest)
    }

    @Test("A million bytes are digested like few")
    func million() throws {
        let digest = try SHA256.digest(repeatElement(UInt8(ascii: "a"), count: 1_000_000))
        #expect(Hexadecimal.encode(digest) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
        #expect(digest.count == SHA256.byteCount)
    }

    @Test("Text is digested as UTF-8")
    func utf8() throws {
        #expect(try SHA256.hex("ü") == Hexadecimal.encode(try SHA256.digest([0xC3, 0xBC])))
    }
}
