// SPDX-License-Identifier: Apache-2.0

/// How long to wait before something that keeps failing is tried again.
enum BackOff {
    /// No pause is longer.
    static let longest = Duration.seconds(3600)

    /// From half a minute, doubling, to an hour; each between half and all of it.
    static func pause(afterFailures count: Int, _ random: any RandomSource) -> Duration {
        let full = min(Duration.seconds(30) * (1 << min(max(count, 0), 7)), longest)
        return full * (0.5 + random.fraction() / 2)
    }
}
