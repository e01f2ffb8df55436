// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("A repeated request is answered to whoever made it, and to nobody else")
struct RepeatedByAnotherTests {
    private static let ada = Speaker(name: "ada", kind: .person(userID: "ada-id"), proof: .identityCenterSession)

    @Test("The same words by another way are refused without a word about the request", arguments: [true, false])
    func anotherWay(isPending: Bool) throws {
        let world = Approvals.world()
        let set = isPending ? "AdministratorAccess" : "ReadOnlyAccess"
        let words = Self.words(set)
        let first = try #require(world.perform(Self.portal(words)))
        try #require(first.statusCode == 202 || first.statusCode == 200)

        let answer = try #require(world.perform(.grant(words, id: "second")))
        #expect(answer.statusCode == 409)
        #expect(answer.code == "request_id_reused")
        #expect(Set(answer.body.keys).isSubset(of: ["error", "code", "request_id"]))
        #expect(world.attempts("second") == ["REQUEST DENIED"])
        #expect(try world.events("r1").filter { $0.hasPrefix("REQUEST") }.count == 1)

        let again = world.perform(Self.portal(words))
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
        {"action":"request","request_id":"r1","requester":"ada@example.com","user_email":"ada@example.com",\
        "account_id":"111122223333","permission_set":"\(set)","duration":"1h","justification":"mend it"}
        """
    }

    private static func portal(_ words: String) -> FunctionCall {
        var call = FunctionCall.grant(words, id: nil)
        call.channel = .integration("portal")
        return call
    }
}
