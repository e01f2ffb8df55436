// SPDX-License-Identifier: Apache-2.0

import Foundation
import JITAccess
import Testing

@Suite("A rule for people is for both of the paths that they choose between, or for neither")
struct PolicyPathCheckTests {
    private typealias Examples = PolicyExamples

    private static func findings(_ principals: String, _ paths: String, _ effect: String) throws -> [PolicyFinding] {
        let rule =
            effect == "allow"
            ? Examples.rule.replacingOccurrences(of: #"{"groups": ["Engineers"]}"#, with: principals)
                .replacingOccurrences(of: #"["cli"]"#, with: paths)
            : #"{"name": "no", "effect": "deny", "principals": \#(principals), "paths": \#(paths)}"#
        return try Examples.policy(rule).check().filter { $0.code == .interactivePaths }
    }

    @Test(
        "One of cli and console for people is a finding, in a rule that allows and in one that denies",
        arguments: [
            #""*""#, #"{"groups": ["Engineers"]}"#, #"{"kinds": ["user", "agent"]}"#, #"{"users": ["user:u-1"]}"#,
        ],
        [
            (#"["cli"]"#, true), (#"["console"]"#, true), (#"["cli", "itsm"]"#, true), (#"["agent", "console"]"#, true),
            (#"["cli", "console"]"#, false), (#"["console", "itsm", "cli"]"#, false), (#""*""#, false),
            (#"["itsm"]"#, false), (#"["pipeline", "agent"]"#, false),
        ]
    )
    func people(principals: String, _ paths: (text: String, isFound: Bool)) throws {
        for effect in ["allow", "deny"] {
            let findings = try Self.findings(principals, paths.text, effect)
            #expect(findings.map(\.path) == (paths.isFound ? ["$.rules[0].paths"] : []))
            #expect(findings.allSatisfy { !$0.code.isWarning })
        }
    }

    @Test("Workloads and agents do not choose")
    func others() throws {
        for kinds in [#"["workload"]"#, #"["agent", "workload"]"#] {
            for effect in ["allow", "deny"] {
                #expect(try Self.findings(#"{"kinds": \#(kinds)}"#, #"["cli"]"#, effect) == [])
            }
        }
    }

    @Test("The finding says why and what to write")
    func message() throws {
        let allow = try #require(try Self.findings(#""*""#, #"["console"]"#, "allow").first?.message)
        #expect(allow.contains("by way of console and not of cli") && allow.contains("Write both paths"))
        let deny = try #require(try Self.findings(#""*""#, #"["cli"]"#, "deny").first?.message)
        #expect(deny.contains("asks for it by way of console"))
    }
}
