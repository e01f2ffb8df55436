// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// Comparison that takes the same time wherever the first difference is, for signatures and other secrets.
public enum ConstantTime {
    /// Whether both hold the same bytes. Only the lengths can be learned from the time it takes.
    public static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
    }
}
