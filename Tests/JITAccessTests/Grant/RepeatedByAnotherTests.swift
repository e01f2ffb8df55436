// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("A repeated request is answered to whoever made it, and to nobody else")
struct RepeatedByAnotherTests {
    private static let ada = Speaker(name: "ada", kind: .person(userID: "ada-id"), proof: .identityCenterSession)

    @Test("The same words of another caller are refused without a word about the request", arguments: [true, false])
    func anotherCaller(isPending: Bool) throws {
        let world = Approvals.world(policy: Self.policy)
        let set = isPending ? "AdministratorAccess" : "ReadOnlyAccess"
        let words = Self.words(set)
        let first = try #require(world.perform(Self.call(words, by: "deploy-web")))
        try #require(first.statusCode == 202 || first.statusCode == 200)

        let answer = try #require(world.perform(Self.call(words, by: "copy", id: "second")))
        #expect(answer.statusCode == 409)
        #expect(answer.code == "request_id_reused")
        #expect(Set(answer.body.keys).isSubset(of: ["error", "code", "request_id"]))
        #expect(world.attempts("second") == ["REQUEST DENIED"])
        #expect(try world.events("r1").filter { $0.hasPrefix("REQUEST") }.count == 1)

        let again = world.perform(Self.call(words, by: "deploy-web"))
        #expect(again?.statusCode == first.statusCode)
        #expect(again?.text("digest") == first.text("digest"))
        #expect(world.invariantViolations() == [])
    }

    @Test(
        "Another caller is one of another kind, id or way in; a new name makes nobody another",
        arguments: [
            (Speaker(name: "lovelace", kind: .person(userID: "ada-id"), proof: .identityCenterSession), true),
            (Speaker(name: "ada", kind: .person(userID: "alan-id"), proof: .identityCenterSession), false),
            (Speaker(name: "ada", kind: .person(userID: "ada-id"), proof: .integration("slack")), false),
            (Speaker(name: "ada", kind: .mapped("ada-id"), proof: .iam), false),
            (.callingSystem, false),
        ]
    )
    func callers(other: Speaker, isSame: Bool) {
        #expect(Self.ada.isSameCaller(as: other) == isSame)
        #expect(other.isSameCaller(as: Self.ada) == isSame)
    }

    private static func words(_ set: String) -> String {
        """
        {"action":"request","request_id":"r1","user_email":"ada@example.com",\
        "account_id":"111122223333","permission_set":"\(set)","duration":"1h","justification":"mend it"}
        """
    }

    private static let policy = Example.policy(
        rules: ["AdministratorAccess", "ReadOnlyAccess"].map { set in
            let approval =
                set == "ReadOnlyAccess"
                ? #""automatic""# : #"{"levels": [{"name": "l", "users": ["alan@example.com"]}]}"#
            return #"""
                {
                    "name": "\#(set)", "effect": "allow", "principals": "*", "paths": ["pipeline"], "accounts": "*",
                    "permission_sets": ["\#(set)"], "maximum_duration": "8h",
                    "justification": {"minimum_length": 0}, "approval": \#(approval)
                }
                """#
        },
        #"""
        "actors": [
            {"name": "web", "arn": "arn:aws:iam::111122223333:role/deploy-web", "kind": "workload", "path": "pipeline",
             "actions": ["request"], "users": ["*"]},
            {"name": "copy", "arn": "arn:aws:iam::111122223333:role/copy", "kind": "workload", "path": "pipeline",
             "actions": ["request"], "users": ["*"]}
        ],
        """#
    )

    private static func call(_ words: String, by role: String, id: String? = nil) -> FunctionCall {
        let arn = "arn:aws:sts::111122223333:assumed-role/\(role)/build-7"
        var call = FunctionCall.grant(URLEvent(body: words, arn: arn).text, id: id)
        call.channel = .functionURL
        return call
    }
}
