// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("Custom permission sets are checked before anybody is asked to approve them")
struct CustomPermissionSetTests {
    private static let policy: JSONValue = [
        "Version": "2012-10-17",
        "Statement": [
            ["Effect": "Allow", "Action": ["s3:GetObject", "s3:List*"], "Resource": "arn:aws:s3:::example/*"]
        ],
    ]

    private func read(_ value: JSONValue) -> (set: CustomPermissionSet?, problems: [FieldProblem]) {
        var problems: [FieldProblem] = []
        let set = CustomPermissionSet.read(value, field: "set", problems: &problems)
        return (set, problems)
    }

    /// What is wrong with a policy whose only statement has these members.
    private func problems(statement: JSONValue) -> [String] {
        read(["inline_policy": ["Version": "2012-10-17", "Statement": statement]]).problems.map(\.field)
    }

    @Test("Names and ARNs of AWS's managed policies are one and the same, sorted, each once")
    func managedPolicies() throws {
        let set = try #require(
            read([
                "managed_policies": [
                    "job-function/ViewOnlyAccess", "arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess", "ReadOnlyAccess",
                ]
            ]).set
        )
        #expect(set.managedPolicies.map(\.path) == ["ReadOnlyAccess", "job-function/ViewOnlyAccess"])
        #expect(
            set.managedPolicies.last?.arn(partition: "aws") == "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
        )
        #expect(set.sessionDuration == "PT1H")
    }

    @Test("What is read back is what was written", arguments: [true, false])
    func roundTrip(hasInline: Bool) throws {
        var members: [String: JSONValue] = ["managed_policies": ["ReadOnlyAccess"], "session_duration": "90m"]
        if hasInline { members["inline_policy"] = Self.policy }
        let set = try #require(read(.object(members)).set)
        #expect(set.sessionDuration == "PT1H30M")
        #expect(read(set.json).set == set)
        #expect((set.inlinePolicy?.document == Self.policy) == hasInline)
    }

    @Test(
        "What is no managed policy of AWS's is refused",
        arguments: [
            "", "Read Only", "/ReadOnlyAccess", "job-function//ViewOnlyAccess", "arn:aws:iam::123456789012:policy/Mine",
            "arn:aws:iam::aws:role/ReadOnlyAccess", "arn:aws:s3:::aws:policy/x", "arn:aws:iam::aws:policy/",
            String(repeating: "a", count: 129), "ReadOnlyAccess#",
        ]
    )
    func noManagedPolicy(text: String) {
        #expect(
            read(["managed_policies": ["ReadOnlyAccess", .string(text)]]).problems.map(\.field) == [
                "set.managed_policies[1]"
            ]
        )
    }

    @Test("There are at most ten managed policies, and something in it at all")
    func limits() {
        let many = JSONValue.array((0..<11).map { .string("Policy\($0)") })
        #expect(read(["managed_policies": many]).problems.map(\.field) == ["set.managed_policies"])
        #expect(read([:]).problems.map(\.field) == ["set"])
        #expect(read(["managed_policies": []]).problems.map(\.field) == ["set"])
        #expect(read("ReadOnlyAccess").problems.map(\.field) == ["set"])
    }

    @Test("A misspelt field is not passed over")
    func misspelt() {
        let problems = read(["managed_policy": ["ReadOnlyAccess"], "session_duraton": "2h"]).problems
        #expect(problems.map(\.field).prefix(2) == ["set.managed_policy", "set.session_duraton"])
        #expect(problems.last?.problem.contains("session_duration") == true)
    }

    @Test(
        "A session lasts from one to twelve hours, in whole minutes",
        arguments: [
            ("1h", "PT1H"), ("12h", "PT12H"), ("PT1H30M", "PT1H30M"), ("61m", "PT1H1M"), ("59m", nil), ("13h", nil),
            ("PT3601S", nil), ("soon", nil), ("", nil),
        ] as [(String, String?)]
    )
    func session(text: String, expected: String?) {
        let (set, problems) = read(["managed_policies": ["ReadOnlyAccess"], "session_duration": .string(text)])
        #expect(set?.sessionDuration == expected)
        #expect(problems.map(\.field) == (expected == nil ? ["set.session_duration"] : []))
    }

    @Test("The name is that of its request each time, and fits what Identity Center takes")
    func name() throws {
        let id = try #require(RequestID("CHG0012345"))
        let name = try CustomPermissionSet.name(for: id)
        #expect(name == (try CustomPermissionSet.name(for: id)))
        #expect(name.hasPrefix("JIT-"))
        #expect(name.utf8.count == 32)
        #expect(name != (try CustomPermissionSet.name(for: try #require(RequestID("CHG0012346")))))
    }

    // MARK: Inline policies

    @Test("A statement may stand alone or in a list, with lists or single texts, and conditions")
    func statements() {
        #expect(
            problems(
                statement: [
                    "Sid": "Read1", "Effect": "Allow", "Action": "*", "Resource": "*",
                    "Condition": ["StringEquals": ["aws:RequestedRegion": ["eu-central-1"]], "Bool": ["a:b": true]],
                ]
            ) == []
        )
        #expect(
            problems(statement: [["Effect": "Deny", "NotAction": "iam:*", "NotResource": ["arn:aws:s3:::a"]]]) == []
        )
    }

    @Test(
        "A statement that is not what it must be is refused at its part",
        arguments: [
            (["Action": "s3:*", "Resource": "*"], "Effect"),
            (["Effect": "allow", "Action": "s3:*", "Resource": "*"], "Effect"),
            (["Effect": "Allow", "Resource": "*"], "Action"),
            (["Effect": "Allow", "Action": "s3:*"], "Resource"),
            (["Effect": "Allow", "Action": [], "Resource": "*"], "Action"),
            (["Effect": "Allow", "Action": "s3", "Resource": "*"], "Action"),
            (["Effect": "Allow", "Action": ["s3:Get", 1], "Resource": "*"], "Action"),
            (["Effect": "Allow", "Action": "s3:*", "Resource": "bucket"], "Resource"),
            (["Effect": "Deny", "Action": "s3:*", "NotAction": "s3:Get*", "Resource": "*"], "Action"),
            (["Effect": "Allow", "NotAction": "iam:*", "Resource": "*"], "NotAction"),
            (["Effect": "Allow", "Action": "iam:*", "NotResource": "*"], "NotResource"),
            (["Effect": "Allow", "Action": "s3:*", "Resource": "*", "Principal": "*"], "Principal"),
            (["Effect": "Deny", "Action": "s3:*", "Resource": "*", "NotPrincipal": ["AWS": "*"]], "NotPrincipal"),
            (["Effect": "Allow", "Action": "s3:*", "Resource": "*", "Conditions": [:]], "Conditions"),
            (["Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": ["Bool": "x"]], "Condition.Bool"),
            (["Effect": "Allow", "Action": "s3:*", "Resource": "*", "Sid": "no spaces"], "Sid"),
        ] as [(JSONValue, String)]
    )
    func badStatement(statement: JSONValue, part: String) {
        #expect(problems(statement: [statement]) == ["set.inline_policy.Statement[0].\(part)"])
    }

    @Test(
        "A policy that is none is refused",
        arguments: [
            ("text", "set.inline_policy"), (["Version": "2012-10-17"], "set.inline_policy.Statement"),
            (["Version": "2012-10-17", "Statement": []], "set.inline_policy.Statement"),
            (["Version": "2012-10-17", "Statement": ["x"]], "set.inline_policy.Statement[0]"),
            (["Statement": policy["Statement"]], "set.inline_policy.Version"),
            (["Version": "2008-10-17", "Statement": policy["Statement"]], "set.inline_policy.Version"),
            (
                ["Version": "2012-10-17", "Statement": policy["Statement"], "statement": []],
                "set.inline_policy.statement"
            ),
        ] as [(JSONValue, String)]
    )
    func noPolicy(value: JSONValue, field: String) {
        #expect(read(["inline_policy": value]).problems.map(\.field) == [field])
    }

    @Test("Two statements do not have one Sid")
    func sids() {
        let statement: JSONValue = ["Sid": "One", "Effect": "Allow", "Action": "s3:*", "Resource": "*"]
        #expect(problems(statement: [statement, statement]) == ["set.inline_policy.Statement[1].Sid"])
    }

    @Test("A policy has at most 10,240 characters, and none that Identity Center does not take")
    func characters() {
        func problems(resource: String) -> [String] {
            self.problems(statement: ["Effect": "Allow", "Action": "s3:*", "Resource": .string(resource)])
        }
        let frame = #"{"Statement":{"Action":"s3:*","Effect":"Allow","Resource":""},"Version":"2012-10-17"}"#
        let room = 10_240 - frame.utf8.count
        let longest = "arn:aws:s3:::" + String(repeating: "a", count: room - 13)
        #expect(problems(resource: longest) == [])
        #expect(problems(resource: longest + "a") == ["set.inline_policy"])
        #expect(problems(resource: "arn:aws:s3:::b\u{FC}cher") == [])
        #expect(problems(resource: "arn:aws:s3:::b\u{2603}") == ["set.inline_policy"])
    }

    @Test("A hundred mistakes are not told a hundred times")
    func manyMistakes() {
        let (_, problems) = read([
            "inline_policy": ["Version": "2012-10-17", "Statement": .array((0..<100).map { _ in [:] })]
        ])
        #expect(problems.count == 20)
    }
}

extension JSONValue {
    fileprivate subscript(name: String) -> JSONValue {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }
}
