// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import LocalLambda
@testable import hourglass

@Suite("Measurements")
struct MeasurementTests {
    @Test(
        "The median is the middle, or the mean of the two in the middle",
        arguments: [([3, 1, 2], 2, 1, 3), ([4, 1, 2, 3], 2.5, 1, 4), ([7], 7, 7, 7)]
            as [([Double], Double, Double, Double)]
    )
    func summary(values: [Double], median: Double, min: Double, max: Double) throws {
        let summary = try #require(Summary(values))
        #expect(summary.median == median)
        #expect(summary.min == min)
        #expect(summary.max == max)
    }

    @Test("Nothing has no median")
    func empty() {
        #expect(Summary([]) == nil)
    }

    @Test("The table has a line for each thing measured, and JSON has the same numbers")
    func report() throws {
        let measurement = StartMeasurement(
            function: "Grant",
            executable: "/build/Grant",
            runs: 3,
            startMilliseconds: Summary([18.24, 17, 119]),
            memoryAtStartMegabytes: Summary([12.5]),
            invocations: 0,
            invocationMilliseconds: Summary([]),
            memoryAfterInvocationsMegabytes: nil
        )
        let expected = """
            Grant, 3 starts, /build/Grant
                                              median       min       max
            start to first /next, ms            18.2      17.0     119.0
            peak memory at first /next, MB      12.5      12.5      12.5
            """
        #expect(measurement.table == expected)
        let decoded = try JSONDecoder().decode(StartMeasurement.self, from: Data(measurement.json.utf8))
        #expect(decoded == measurement)
        #expect(measurement.json.contains(#""start_ms""#))
    }

    @Test("The summary of an invocation says what there is to say")
    func invocation() {
        let cold = InvocationReport(
            outcome: .success(Data()),
            duration: .microseconds(42_040),
            start: .milliseconds(18),
            peakMemory: 12_897_485,
            exit: nil,
            log: []
        )
        #expect(Measures.summary(of: cold) == "started in 18.0 ms, answered in 42.0 ms, peak memory 12.3 MB")
        let outcome = InvocationOutcome.exited(.status(1), log: [])
        let crashed = InvocationReport(
            outcome: outcome,
            duration: .zero,
            start: nil,
            peakMemory: nil,
            exit: .status(1),
            log: []
        )
        #expect(Measures.summary(of: crashed) == "no answer")
    }

    @Test(
        "An answer below 400 is good, another is refused, and a process that ended has failed",
        arguments: [
            (#"{"statusCode":200}"#, nil, Verdict.answered),
            (#"{"statusCode":399}"#, nil, .answered),
            (#"{"statusCode":400}"#, nil, .refused),
            (#"{"statusCode":500}"#, nil, .refused),
            (#"{"statusCode":"500"}"#, nil, .answered),
            ("null", nil, .answered),
            ("not JSON", nil, .answered),
            (#"{"statusCode":200}"#, .status(0), .failed),
        ] as [(String, ProcessExit?, Verdict)]
    )
    func verdict(answer: String, exit: ProcessExit?, expected: Verdict) {
        let report = InvocationReport(
            outcome: .success(Data(answer.utf8)),
            duration: .zero,
            start: nil,
            peakMemory: nil,
            exit: exit,
            log: []
        )
        #expect(Verdict(report) == expected)
    }
}
