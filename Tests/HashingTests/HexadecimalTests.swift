// SPDX-License-Identifier: Apache-2.0

import Foundation
import Hashing
import Testing

@Suite struct HexadecimalTests {
    @Test("Every byte becomes two lower-case digits")
    func everyByte() {
        for byte in UInt8.min...UInt8.max {
            #expect(Hexadecimal.encode([byte]) == String(format: "%02x", byte))
        }
    }

    @Test("Bytes keep their order, and none make an empty text")
    func order() {
        #expect(Hexadecimal.encode([0xDE, 0xAD, 0x00, 0xBE, 0xEF]) == "dead00beef")
        #expect(Hexadecimal.encode([]) == "")
    }
}
