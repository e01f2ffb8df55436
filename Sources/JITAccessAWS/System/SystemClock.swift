// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
public import JITAccess

/// The machine's clock.
public struct SystemClock: AccessClock {
    /// Creates a clock.
    public init() {}

    public func now() -> Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }

    public func sleep(for duration: Duration) async {
        // A cancelled wait is a short wait: whoever waits looks at the clock again.
        try? await Task.sleep(for: duration)
    }
}

/// The machine's randomness.
public struct SystemRandom: RandomSource {
    /// Creates a source.
    public init() {}

    public func fraction() -> Double {
        Double.random(in: 0..<1)
    }
}
