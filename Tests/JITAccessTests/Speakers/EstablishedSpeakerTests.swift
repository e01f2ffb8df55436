// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("Who speaks, once it is established")
struct EstablishedSpeakerTests {
    @Test("A session of Identity Center is its user, asks for themselves, and comes by cli, whatever it says")
    func person() async throws {
        let event = try #require(await hear(URLEvent().text, from: .functionURL).spoken)
        #expect(
            event.speaker
                == Speaker(
                    name: "ada",
                    kind: .person(userID: "user-ada"),
                    proof: .identityCenterSession,
                    callerID: "\(URLEvent.roleID):ada"
                )
        )
        #expect(event.members["user_email"] == "ada")
        #expect(event.mandate.path == .cli)
        #expect(event.mandate.person == KnownPeople.ada)
        #expect(throws: Never.self) { try event.mandate.check(asksFor: KnownPeople.ada) }
        #expect(throws: Refusal.self) { try event.mandate.check(asksFor: KnownPeople.alan) }

        let spoken = try #require(
            await hear(URLEvent(body: #"{"user_email":"ada@example.com"}"#).text, from: .functionURL).spoken
        )
        #expect(spoken.members["user_email"] == "ada@example.com")
    }

    @Test("The case of a user name does not count, as in Identity Center")
    func letterCase() async throws {
        let arn = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_X_0123456789abcdef/alan@EXAMPLE.com"
        let event = try #require(await hear(URLEvent(arn: arn).text, from: .functionURL).spoken)
        #expect(event.speaker.name == "Alan@example.com")
        #expect(event.speaker.userID == "user-alan")
    }

    @Test("Only a request is filled in with the person's own name")
    func filledIn() async throws {
        let list = try #require(await hear(URLEvent(body: #"{"action":"list"}"#).text, from: .functionURL).spoken)
        #expect(list.members == ["action": "list"])
        let revocation = URLEvent(body: #"{"action":"revoke","request_id":"r1"}"#).text
        let revoke = try #require(await hear(revocation, from: .functionURL, by: .revoke).spoken)
        #expect(revoke.members["user_email"] == nil)
    }

    @Test("A role or user that the policy knows has the path and the people that the policy gives it")
    func mapped() async throws {
        let arn = "arn:aws:sts::111122223333:assumed-role/deploy-web/build-7"
        let body = #"{"user_email":"ada","requester":"build-7"}"#
        let event = try #require(await hear(URLEvent(body: body, arn: arn).text, from: .functionURL).spoken)
        #expect(
            event.speaker
                == Speaker(name: arn, kind: .mapped("deploy"), proof: .iam, callerID: "\(URLEvent.roleID):build-7")
        )
        #expect(event.mandate.path == .pipeline)
        #expect(event.mandate.principalKind == .workload)
        #expect(event.mandate.person == nil)
        #expect(throws: Never.self) { try event.mandate.check(asksFor: KnownPeople.ada) }
        let refusal = try #require(throws: Refusal.self) {
            try event.mandate.check(asksFor: KnownPeople.outsider)
        }
        #expect(refusal.code == .actorNotAllowed)
        #expect(refusal.message.contains("deploy"))
    }

    @Test(
        "An integration speaks for the person it names, by the path that the policy gives it",
        arguments: [
            ("servicenow", #"{"user_email":"ada@example.com"}"#, "user-ada", AccessPath.itsm),
            ("servicenow", #"{"user_email":"olga@partner.example","requester":"ada"}"#, "user-ada", .itsm),
            ("servicenow", #"{"action":"approve","approver":"alan@example.com"}"#, "user-alan", .itsm),
            ("servicenow", #"{"requester":"ada","source":"slack"}"#, "user-ada", .itsm),
            ("slack", #"{"requester":"ada","source":"slack"}"#, "user-ada", .console),
            ("slack", #"{"requester":"ada","source":"cli"}"#, "user-ada", .console),
            ("slack", #"{"requester":"ada","source":"servicenow"}"#, "user-ada", .console),
            ("slack", #"{"requester":"ada","source":7}"#, "user-ada", .console),
        ]
    )
    func integration(name: String, body: String, userID: String, path: AccessPath) async throws {
        let event = try #require(await hear(body, from: .integration(name)).spoken)
        #expect(event.speaker.userID == userID)
        #expect(event.speaker.proof == .integration(name))
        #expect(event.mandate.path == path)
        #expect(throws: Refusal.self) { try event.mandate.check(asksFor: KnownPeople.outsider) }
    }

    @Test(
        "An integration must say for whom it speaks",
        arguments: [
            (#"{"action":"request"}"#, "requester"), (#"{"action":"list"}"#, "requester"),
            (#"{"action":"status","request_id":"r1"}"#, "requester"),
            (#"{"action":"approve","requester":"ada"}"#, "approver"),
            (#"{"action":"reject","approver":""}"#, "approver"),
            (#"{"action":"request","requester":7,"user_email":"ada"}"#, "requester"),
        ]
    )
    func nobodyNamed(body: String, field: String) async {
        let hearing = await hear(body, from: .integration("servicenow"))
        #expect(hearing.refusal?.problems.map(\.field) == [field])
        #expect(
            hearing.speaker
                == Speaker(name: "servicenow", kind: .integration("servicenow"), proof: .integration("servicenow"))
        )
    }

    @Test(
        "Who is disabled neither asks nor decides",
        arguments: [
            ("request", "actor_not_allowed"), ("approve", "approver_disabled"), ("reject", "approver_disabled"),
        ]
    )
    func disabled(action: String, code: String) async {
        let arn = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_X_0123456789abcdef/gone@example.com"
        let signed = URLEvent(body: #"{"action":"\#(action)"}"#, arn: arn).text
        let named = #"{"action":"\#(action)","requester":"gone@example.com","approver":"gone@example.com"}"#
        for (event, channel) in [(signed, Channel.functionURL), (named, .integration("servicenow"))] {
            let hearing = await hear(event, from: channel)
            #expect(hearing.outcome == code)
            #expect(hearing.speaker.userID == "user-gone")
        }
    }

    @Test("An unknown person is nobody, and the integration that named them is on record")
    func unknown() async {
        let hearing = await hear(#"{"requester":"nobody"}"#, from: .integration("servicenow"))
        #expect(hearing.outcome == "unidentified_actor")
        #expect(hearing.speaker.kind == .integration("servicenow"))
    }

    @Test("A directory that does not answer refuses, and lets be tried again")
    func unavailable() async {
        for (event, channel) in [
            (URLEvent().text, Channel.functionURL), (#"{"requester":"ada"}"#, .integration("servicenow")),
        ] {
            let hearing = await hear(event, from: channel, KnownPeople(isAvailable: false))
            #expect(hearing.refusal?.code == .directoryUnavailable)
            #expect(hearing.speaker.userID == nil)
        }
    }

    @Test("What needs no person looks nobody up, and a refused action looks nobody up for an integration")
    func lookUps() async {
        let people = KnownPeople()
        _ = await hear(#"{"user_email":"ada"}"#, from: .direct, people)
        let deploy = URLEvent(arn: "arn:aws:sts::111122223333:assumed-role/deploy-web/build-7").text
        _ = await hear(deploy, from: .functionURL, people)
        _ = await hear(#"{"action":"revoke","requester":"ada"}"#, from: .integration("slack"), by: .revoke, people)
        #expect(people.asked.isEmpty)
        _ = await hear(URLEvent().text, from: .functionURL, people)
        #expect(people.asked.sorted() == ["id user-ada", "user ada"])
    }
}
