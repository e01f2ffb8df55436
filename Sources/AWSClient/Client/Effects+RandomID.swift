// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

extension AWSClient.Effects {
    /// A random UUID (version 4 of RFC 9562 section 5.4) from the kernel's generator, in lower case.
    ///
    /// Not `UUID()`: on Linux that reads /dev/urandom, and where there is no such file it makes the same one again and
    /// again, so that DynamoDB takes one write for a repetition of another.
    public static func randomID() -> String {
        var generator = SystemRandomNumberGenerator()
        func byte() -> UInt8 { generator.next() }
        let uuid = UUID(
            uuid: (
                byte(), byte(), byte(), byte(), byte(), byte(), byte() & 0x0F | 0x40, byte(),
                byte() & 0x3F | 0x80, byte(), byte(), byte(), byte(), byte(), byte(), byte()
            )
        )
        return uuid.uuidString.lowercased()
    }
}
