// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import Testing

@testable import JITAccessAWS

@Suite("Metrics in the embedded metric format")
struct EmbeddedMetricsTests {
    private func values(_ metrics: EmbeddedMetrics) throws -> [JSONValue] {
        try metrics.lines(at: Sample.now).map { line in
            try JSONDecoder().decode(JSONValue.self, from: Data(line.utf8))
        }
    }

    @Test("Nothing recorded is nothing written")
    func nothing() {
        #expect(EmbeddedMetrics(function: "Grant").lines(at: Sample.now).isEmpty)
    }

    @Test("A line has its time, namespace, dimension and level, and says of each metric what it is")
    func form() throws {
        let metrics = EmbeddedMetrics(function: "blue-Grant", level: "WARN")
        metrics.record(.granted(after: .milliseconds(1250)))
        let lines = try values(metrics)
        #expect(lines.count == 1)
        let line = lines.first ?? .null
        #expect(line["_aws"]["Timestamp"] == 1_768_467_600_000)
        let directive = line["_aws"]["CloudWatchMetrics"][0]
        #expect(directive["Namespace"] == "Hourglass")
        #expect(directive["Dimensions"] == [["FunctionName"]])
        #expect(
            directive["Metrics"]
                == [
                    ["Name": "Granted", "Unit": "Count"], ["Name": "GrantDuration", "Unit": "Milliseconds"],
                ]
        )
        #expect(line["FunctionName"] == "blue-Grant")
        #expect(line["level"] == "WARN")
        #expect(line["Granted"] == [1])
        #expect(line["GrantDuration"] == [1250])
    }

    @Test(
        "Each kind of event has its metrics",
        arguments: [
            (.denied(.userNotFound), ["Denied"]), (.failed(.grantFailed), ["Failed"]),
            (.revoked(lateness: .seconds(30)), ["Revoked", "RevocationLateness"]),
            (.revocationFailed, ["RevocationFailed"]), (.fenceFailed, ["FenceFailed"]),
            (.fenced(after: .seconds(5)), ["Fenced", "FenceDelay"]),
            (.activeLeases(7), ["ActiveLeases"]),
        ] as [(Metric, [String])]
    )
    func names(metric: Metric, names: [String]) throws {
        let metrics = EmbeddedMetrics(function: "Revoke")
        metrics.record(metric)
        let line = try #require(try values(metrics).first)
        guard case .object(let members) = line else {
            Issue.record("no object")
            return
        }
        #expect(Set(members.keys) == Set(names + ["_aws", "FunctionName", "level"]))
    }

    @Test("Every value of a large sweep is written, a hundred of each metric in a line, and then it begins anew")
    func many() throws {
        let metrics = EmbeddedMetrics(function: "Revoke")
        for number in 1...250 { metrics.record(.revoked(lateness: .milliseconds(number))) }
        metrics.record(.revocationFailed)
        let lines = try values(metrics)
        #expect(lines.count == 3)
        var late: [JSONValue] = []
        for line in lines {
            guard case .array(let values) = line["RevocationLateness"] else { continue }
            #expect(values.count <= 100)
            late += values
        }
        #expect(late == (1...250).map { JSONValue.integer($0) })
        #expect(lines.map { $0["RevocationFailed"] } == [[1], .null, .null])
        // A metric that a line announces is in it.
        for line in lines {
            guard case .array(let announced) = line["_aws"]["CloudWatchMetrics"][0]["Metrics"] else { continue }
            for metric in announced { #expect(line[metric["Name"].text ?? ""] != .null) }
        }
        #expect(metrics.lines(at: Sample.now).isEmpty)
    }
}
