// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// Keeps the metrics.
public final class RecordingMetrics: Metrics {
    private let kept = Box<[Metric]>([])

    init() {}

    /// Every metric, in order.
    public var all: [Metric] { kept.get() }

    public func record(_ metric: Metric) {
        // The dead do not write.
        if SimulatedProcess.current?.isBuried == true { return }
        kept.update { $0.append(metric) }
    }
}
