// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("What deserves a second look")
struct SecondLookTests {
    private static func reasons(_ action: JSONValue, effect: String = "Allow", name: String = "Action")
        -> Set<SecondLook.Reason>
    {
        let statement: JSONValue = ["Effect": .string(effect), name: action, "Resource": "*"]
        return reasons(of: ["inline_policy": ["Version": "2012-10-17", "Statement": [statement]]])
    }

    private static func reasons(of definition: JSONValue) -> Set<SecondLook.Reason> {
        Set(SecondLook.marks(of: definition).map(\.reason))
    }

    @Test(
        "An action is marked by what it can do, in whatever case it is written",
        arguments: [
            ("iam:PutRolePolicy", .permissions), ("IAM:putrolepolicy", .permissions),
            ("iam:UpdateAssumeRolePolicy", .trust), ("rolesanywhere:CreateTrustAnchor", .trust),
            ("iam:PassRole", .passRole), ("iam:DeleteRolePermissionsBoundary", .boundary),
            ("sts:AssumeRole", .roleChaining), ("iam:CreateAccessKey", .credentials),
            ("sts:GetFederationToken", .credentials), ("kms:CreateGrant", .keys), ("kms:ScheduleKeyDeletion", .keys),
            ("cloudtrail:StopLogging", .logs), ("guardduty:UpdateDetector", .logs), ("logs:DeleteLogGroup", .logs),
            ("s3:PutBucketPolicy", .exposure), ("ec2:ModifySnapshotAttribute", .exposure),
            ("organizations:LeaveOrganization", .organization), ("sso:CreateAccountAssignment", .organization),
            ("lambda:UpdateFunctionCode", .code), ("ecr:PutImage", .code), ("ssm:StartSession", .session),
        ] as [(String, SecondLook.Reason)]
    )
    func actions(action: String, reason: SecondLook.Reason) {
        #expect(Self.reasons(.string(action)) == [reason])
        // A list is looked through, and a single statement is one.
        #expect(Self.reasons(["s3:GetObject", .string(action)]) == [reason])
        let one: JSONValue = ["Statement": ["Effect": "Allow", "Action": .string(action)]]
        #expect(Self.reasons(of: ["inline_policy": one]) == [reason])
        // What is denied gives nothing.
        #expect(Self.reasons(.string(action), effect: "Deny").isEmpty)
    }

    @Test(
        "A pattern is marked for each marked action that it allows",
        arguments: [
            ("iam:*", [.wildcardWrites, .permissions, .trust, .passRole, .boundary, .credentials, .organization]),
            ("i*:Put*", [.wildcardWrites, .permissions, .boundary]), ("iam:P?ssRole", [.wildcardWrites, .passRole]),
            ("sts:Assume*", [.wildcardWrites, .roleChaining]), ("s3:*", [.wildcardWrites, .logs, .exposure]),
            ("s3:Put*", [.wildcardWrites, .logs, .exposure]), ("dynamodb:Update*", [.wildcardWrites]),
            ("s3:Get*", []), ("ec2:Describe*", []), ("logs:List*", []), ("sts:Get*", [.credentials]),
            ("s3:GetObject", []), ("iam:PassRol", []), ("iam:PassRoles", []), ("*:PassRole", [.passRole]),
        ] as [(String, Set<SecondLook.Reason>)]
    )
    func patterns(pattern: String, reasons: Set<SecondLook.Reason>) {
        #expect(Self.reasons(.string(pattern)) == reasons)
    }

    @Test("Everything is marked for everything that there is", arguments: ["*", "*:*", "**", "***:*"])
    func everything(pattern: String) {
        let all = Set(SecondLook.Reason.allCases).subtracting([.allButNamed])
        #expect(Self.reasons(.string(pattern)) == all)
    }

    @Test("What an Allow leaves open is marked", arguments: ["NotAction", "NotResource"])
    func allButNamed(name: String) {
        #expect(Self.reasons("iam:*", name: name).contains(.allButNamed))
        #expect(!Self.reasons("iam:*", effect: "Deny", name: name).contains(.allButNamed))
    }

    @Test(
        "A managed policy of AWS's is marked by its name, wherever it is",
        arguments: [
            ("AdministratorAccess", [.administrator]), ("PowerUserAccess", [.administrator]),
            ("IAMFullAccess", [.permissions, .trust, .credentials, .passRole]),
            ("job-function/NetworkAdministrator", [.exposure]), ("ReadOnlyAccess", []),
            ("job-function/ViewOnlyAccess", []), ("AWSOrganizationsFullAccess", [.organization]),
        ] as [(String, Set<SecondLook.Reason>)]
    )
    func managed(policy: String, reasons: Set<SecondLook.Reason>) {
        #expect(Self.reasons(of: ["managed_policies": [.string(policy)]]) == reasons)
    }

    @Test("Every action on the list marks itself, and is written as AWS writes actions")
    func list() {
        for (reason, actions) in MarkedActions.actions {
            for action in actions {
                #expect(Self.reasons(.string(action)).contains(reason), "\(action)")
                #expect(action == "*:*" || action.wholeMatch(of: /[a-z0-9-]+:[A-Z][A-Za-z0-9]+/) != nil, "\(action)")
            }
            #expect(Set(actions).count == actions.count)
        }
        for (reason, names) in MarkedActions.managedPolicies {
            for name in names {
                #expect(Self.reasons(of: ["managed_policies": [.string(name)]]).contains(reason), "\(name)")
            }
        }
        // A reason that nothing gives would be an empty promise.
        let given = Set(MarkedActions.actions.keys).union([.allButNamed, .wildcardWrites])
        #expect(given == Set(SecondLook.Reason.allCases))
    }

    @Test("A mark is one line, with what gives it as it is written, and no more than five of that")
    func text() throws {
        let actions = (1...7).map { JSONValue.string("iam:Put\($0)*") } + ["iam:PutRolePolicy"]
        let marks = SecondLook.marks(of: [
            "inline_policy": ["Statement": ["Effect": "Allow", "Action": .array(actions)]]
        ])
        #expect(
            marks.map(\.text) == [
                "iam:Put1*, iam:Put2*, iam:Put3*, iam:Put4*, iam:Put5* and 2 more: a wildcard that can write",
                "iam:PutRolePolicy: can change what somebody may do",
            ]
        )
    }

    @Test(
        "What is no definition has no marks, and stops nothing",
        arguments: [[], 1, "x", ["inline_policy": "x"]] as [JSONValue]
    )
    func nonsense(value: JSONValue) {
        #expect(SecondLook.marks(of: value).isEmpty)
    }
}
