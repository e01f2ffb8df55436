// SPDX-License-Identifier: Apache-2.0

import Hashing
import Testing

@Suite struct ConstantTimeTests {
    @Test("Only the same bytes in the same order are equal")
    func equality() {
        let bytes = [UInt8](0...31)
        #expect(ConstantTime.equal(bytes, bytes))
        #expect(ConstantTime.equal([], []))
        #expect(!ConstantTime.equal(bytes, bytes.reversed()))
        #expect(!ConstantTime.equal(bytes, bytes + [0]))
        #expect(!ConstantTime.equal(bytes, []))
    }

    @Test("A difference is found wherever it is")
    func anyPosition() {
        let bytes = [UInt8](0...31)
        for index in bytes.indices {
            for bit in 0..<8 {
                var other = bytes
                other[index] ^= 1 << bit
                #expect(!ConstantTime.equal(bytes, other))
            }
        }
    }
}
