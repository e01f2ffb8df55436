// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import JITAccess
import JITAccessAWS
import Testing

@Suite("A setting that an end of access does not use")
struct EndsConfigurationTests {
    /// Each with what it is when it is wrong.
    private static let dispensable = [
        "ALERT_TOPIC_ARN", "EVENT_BUS_NAME", "INSTANCE_ARN", "IDENTITY_STORE_ID", "FENCE", "ADOPT_LEGACY_ROWS",
        "RECONCILE_CALLS_PER_SECOND", "SEAL_KEY", "SEAL_KEYS_OLD", "PROTECTED_ACCOUNTS", "ACCESS_PORTAL_URL",
        "DEFAULT_PERMISSION_SET", "MAX_DURATION_HOURS", "DEFAULT_DURATION_HOURS", "MAX_OPEN_REQUESTS",
    ]

    /// What an end goes by; nothing of it is guessed.
    private static let needed = ["STATE_TABLE", "AUDIT_TABLE", "IDENTITY_CENTER_REGION", "AWS_REGION"]

    /// What no setting can be.
    private static let spoiled = ["\u{1F480} {}", String(repeating: "a b", count: 100_000)]

    private func configuration(
        _ name: String,
        _ value: String?,
        need: FunctionConfiguration.Need
    ) throws -> FunctionConfiguration {
        var environment = ["AWS_REGION": "eu-central-1", "LAMBDA_TASK_ROOT": "/var/task"]
        environment[name] = value
        return try FunctionConfiguration(environment: environment, need: need)
    }

    @Test("Is told of and done without by what ends access, and stops what gives it", arguments: dispensable, spoiled)
    func wrong(name: String, value: String) throws {
        let ends = try configuration(name, value, need: .ends)
        #expect(ends.faults.map(\.name) == [name])
        #expect(ends.faults.allSatisfy { $0.problem.contains(name) && $0.problem.utf8.count < 700 })
        let sound = try configuration(name, nil, need: .ends)
        #expect(ends.stateTable == sound.stateTable)
        // It is as if it had not been set, so nothing is taken from what is wrong.
        #expect(ends.rules == sound.rules)
        #expect(ends.fence == .on)
        #expect(ends.legacyRows == .off)
        #expect(ends.instanceARN == nil && ends.alertTopicARN == nil && ends.eventBus == nil)
        #expect(throws: ConfigurationError.self) { try configuration(name, value, need: .everything) }
    }

    @Test("Missing or empty it is not wrong", arguments: dispensable + needed.dropLast(), [nil, ""])
    func missing(name: String, value: String?) throws {
        #expect(try configuration(name, value, need: .ends).faults == [])
    }

    @Test("What an end goes by is not guessed: the function does not start", arguments: needed, spoiled)
    func guessesNothing(name: String, value: String) throws {
        for need in [FunctionConfiguration.Need.ends, .everything] {
            #expect(throws: ConfigurationError.self) { try configuration(name, value, need: need) }
        }
    }

    @Test("Every variable of the configuration is in one of the two lists, or is where the policy is")
    func whole() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Sources/JITAccessAWS/Configuration/FunctionConfiguration.swift")
        let text = try String(contentsOf: file, encoding: .utf8)
        let named = Set(text.matches(of: /"([A-Z]+(_[A-Z]+)*)"/).map { String($0.1) })
        #expect(named == Set(Self.dispensable + Self.needed.dropLast() + ["LAMBDA_TASK_ROOT"]))
    }

    @Test("Without a default permission set there is no policy: what @default stands for is not known")
    func defaultSet() throws {
        let ends = try configuration("DEFAULT_PERMISSION_SET", "a#b", need: .ends)
        #expect(ends.defaultPermissionSet == nil)
        #expect(PolicyFile.load(ends).fault?.problem.contains("@default") == true)
        #expect(
            try configuration("DEFAULT_PERMISSION_SET", nil, need: .ends).defaultPermissionSet == "AdministratorAccess"
        )
    }
}

@Suite("A policy file")
struct PolicyFileTests {
    @Test(
        "Is invalid, and stops no function, if it is missing, a folder, empty, no JSON, of a newer version, or too large"
    )
    func invalid() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "policies-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func write(_ name: String, _ text: String) throws -> String {
            let file = folder.appending(path: name)
            try Data(text.utf8).write(to: file)
            return file.path
        }
        let sound = #"{"version":1,"rules":[]}"#
        let cases = [
            ("/no/such/policy.json", "cannot be read"), (folder.path, "cannot be read"),
            (String(repeating: "/a", count: 2_000), "POLICY_FILE must be"),
            (try write("empty", ""), "is invalid"), (try write("garbage", "\u{0}\u{1F480}{{{"), "is invalid"),
            (try write("newer", #"{"version":99,"rules":[]}"#), "version"),
            (try write("deep", String(repeating: "[", count: 900_000)), "is invalid"),
            (try write("large", sound + String(repeating: " ", count: 10_000_000)), "more than 1000000 bytes"),
        ]
        for (path, problem) in cases {
            for need in [FunctionConfiguration.Need.ends, .everything] {
                let environment = ["AWS_REGION": "eu-central-1", "POLICY_FILE": path]
                let fault = PolicyFile.load(try FunctionConfiguration(environment: environment, need: need)).fault
                #expect(fault?.name == "POLICY_FILE")
                #expect(fault?.problem.contains(problem) == true, "\(path.prefix(60)): \(fault?.problem ?? "no fault")")
                #expect((fault?.problem.utf8.count ?? 0) < 700)
            }
        }
        let environment = ["AWS_REGION": "eu-central-1", "POLICY_FILE": try write("sound", sound)]
        #expect(PolicyFile.load(try FunctionConfiguration(environment: environment)).fault == nil)
        // Outside Lambda there is none to be found.
        #expect(PolicyFile.load(try FunctionConfiguration(environment: ["AWS_REGION": "eu-central-1"])).fault != nil)
    }
}
