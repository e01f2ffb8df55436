// SPDX-License-Identifier: Apache-2.0

public import JITAccess
import Synchronization

/// The metrics of one invocation, as CloudWatch's embedded metric format: JSON lines in the function's own log.
///
/// No call to AWS is made, so a metric can neither fail nor delay anything.
/// Format: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>
public final class EmbeddedMetrics: Metrics {
    /// The CloudWatch namespace.
    public static let namespace = "Hourglass"

    /// The format allows no more values of one metric in a line.
    private static let maximumValues = 100

    private let function: String
    private let level: String
    private let collected = Mutex<[Series]>([])

    /// Collects for a function, whose name is the one dimension of every metric, as in the metrics of Lambda itself.
    ///
    /// - Parameters:
    ///   - function: Its name in Lambda, so that several stacks in one region have metrics of their own.
    ///   - level: The level that Lambda's log filter is set to. It drops lines below it, and takes a line without a
    ///     level for INFO, so that metrics would end when somebody asks for warnings only.
    public init(function: String, level: String = "INFO") {
        self.function = function
        self.level = level
    }

    public func record(_ metric: Metric) {
        collected.withLock { series in
            for sample in Sample.of(metric) {
                if let index = series.firstIndex(where: { $0.name == sample.name }) {
                    series[index].values.append(sample.value)
                } else {
                    series.append(Series(name: sample.name, unit: sample.unit, values: [sample.value]))
                }
            }
        }
    }

    /// What was collected, as lines for standard output; then it begins anew.
    public func lines(at moment: Timestamp) -> [String] {
        var rest = collected.withLock { series in
            defer { series = [] }
            return series
        }
        var lines: [String] = []
        while !rest.isEmpty {
            lines.append(line(rest.map { $0.first(Self.maximumValues) }, at: moment))
            rest = rest.map { $0.without(Self.maximumValues) }.filter { !$0.values.isEmpty }
        }
        return lines
    }

    private func line(_ series: [Series], at moment: Timestamp) -> String {
        let definitions = series.map { one -> JSONValue in
            ["Name": .string(one.name), "Unit": .string(one.unit)]
        }
        var members: [String: JSONValue] = [
            "_aws": [
                "Timestamp": .integer(moment.milliseconds),
                "CloudWatchMetrics": [
                    [
                        "Namespace": .string(Self.namespace),
                        "Dimensions": [["FunctionName"]],
                        "Metrics": .array(definitions),
                    ]
                ],
            ],
            "FunctionName": .string(function),
            "level": .string(level),
        ]
        for one in series { members[one.name] = .array(one.values.map(JSONValue.integer)) }
        return JSONValue.object(members).canonicalText
    }
}

/// The values of one metric.
private struct Series {
    let name: String
    let unit: String
    var values: [Int64]

    func first(_ count: Int) -> Series {
        Series(name: name, unit: unit, values: Array(values.prefix(count)))
    }

    func without(_ count: Int) -> Series {
        Series(name: name, unit: unit, values: Array(values.dropFirst(count)))
    }
}

/// One value, under the name and in the unit that CloudWatch shows.
private struct Sample {
    let name: String
    let unit: String
    let value: Int64

    static func of(_ metric: Metric) -> [Sample] {
        switch metric {
        case .granted(let after): [.count("Granted"), .milliseconds("GrantDuration", after)]
        case .denied: [.count("Denied")]
        case .failed: [.count("Failed")]
        case .revoked(let lateness): [.count("Revoked"), .milliseconds("RevocationLateness", lateness)]
        case .revocationFailed: [.count("RevocationFailed")]
        case .fenced(let after): [.count("Fenced"), .milliseconds("FenceDelay", after)]
        case .fenceFailed: [.count("FenceFailed")]
        case .swept(let sweeping):
            [
                .count("SweepCompleted"),
                .milliseconds("SweepDuration", sweeping.duration),
                .milliseconds("OldestOverdue", sweeping.oldestOverdue),
                Sample(name: "Pending", unit: "Count", value: Int64(sweeping.pending)),
            ]
        case .sweptRequests(let duration, let pending):
            [
                .count("SweepCompleted"),
                .milliseconds("SweepDuration", duration),
                Sample(name: "Pending", unit: "Count", value: Int64(pending)),
            ]
        case .noticesWaiting(let isWaiting): [Sample(name: "NoticesWaiting", unit: "Count", value: isWaiting ? 1 : 0)]
        case .activeLeases(let count): [Sample(name: "ActiveLeases", unit: "Count", value: Int64(count))]
        }
    }

    private static func count(_ name: String) -> Sample {
        Sample(name: name, unit: "Count", value: 1)
    }

    private static func milliseconds(_ name: String, _ duration: Duration) -> Sample {
        let (seconds, attoseconds) = duration.components
        return Sample(name: name, unit: "Milliseconds", value: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
