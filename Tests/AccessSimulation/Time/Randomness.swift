// SPDX-License-Identifier: Apache-2.0

public import JITAccess
import Synchronization

/// SplitMix64: small, quick, and the same sequence everywhere for the same seed.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Creates the generator of the sequence that belongs to `seed`.
    public init(seed: UInt64) {
        state = seed
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `count`.
    public mutating func index(below count: Int) -> Int {
        Int.random(in: 0..<count, using: &self)
    }
}

/// Always the same fraction, so that a wait has a length a test can name.
public struct FixedRandom: RandomSource {
    private let value: Double

    /// - Parameter value: from 0 up to, not including, 1.
    public init(_ value: Double = 0.5) {
        self.value = value
    }

    public func fraction() -> Double { value }
}

/// Fractions drawn from a seed.
public final class SeededRandom: RandomSource {
    private let generator: Mutex<SeededGenerator>

    /// Creates the source that belongs to `seed`.
    public init(seed: UInt64) {
        generator = Mutex(SeededGenerator(seed: seed))
    }

    public func fraction() -> Double {
        generator.withLock { Double.random(in: 0..<1, using: &$0) }
    }
}
