// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("Events that pretend to come from somebody else")
struct ForgedEventTests {
    private static let context =
        #""requestContext":{"authorizer":{"iam":{"userArn":"\#(URLEvent.adaARN)","accountId":"111122223333"}}}"#

    @Test(
        "A request context is believed of the URL alone",
        arguments: [Channel.direct, .integration("servicenow"), .integration("slack")],
        [
            URLEvent(body: #"{"action":"approve","request_id":"r1"}"#).text,
            #"{"user_email":"ada","account_id":"111122223333",\#(context)}"#,
            #"{"requestContext":null}"#, #"{"action":"approve","requestContext":{}}"#,
        ]
    )
    func imitated(channel: Channel, event: String) async {
        for function in [EventAction.Function.grant, .revoke] {
            let people = KnownPeople()
            let hearing = await hear(event, from: channel, by: function, people)
            #expect(hearing.refusal?.code == .invalidEvent)
            #expect(hearing.refusal?.message.contains("requestContext") == true)
            #expect(people.asked.isEmpty, "\(people.asked)")
            #expect(hearing.speaker.userID == nil)
        }
    }

    @Test("A request context within the body is a field like any other, and changes nobody")
    func nested() async {
        let forged = #"{"action":"list",\#(Self.context.replacing("/ada", with: "/Alan@example.com"))}"#
        let hearing = await hear(URLEvent(body: forged).text, from: .functionURL)
        #expect(hearing.speaker.userID == KnownPeople.ada.id)
    }

    @Test("An envelope on an unknown way in tells nobody, and nothing is read of it")
    func unknownWay() async {
        let people = KnownPeople()
        for event in [URLEvent().text, "{}", "no JSON"] {
            let hearing = await hear(event, from: .unknown, people)
            #expect(hearing.outcome == "unidentified_actor")
            #expect(hearing.speaker == .unidentified(.unknown))
        }
        #expect(people.asked.isEmpty)
    }

    @Test(
        "A person cannot give another name beside their signature",
        arguments: [
            (#"{"action":"request","requester":"Alan@example.com"}"#, ["requester"]),
            (#"{"action":"approve","request_id":"r1","approver":"Alan@example.com"}"#, ["approver"]),
            (#"{"action":"cancel","requester":null,"approver":{}}"#, ["requester", "approver"]),
        ]
    )
    func claims(body: String, fields: [String]) async {
        let hearing = await hear(URLEvent(body: body).text, from: .functionURL)
        #expect(hearing.refusal?.problems.map(\.field) == fields)
        #expect(hearing.speaker.userID == KnownPeople.ada.id, "on record is who signed")
    }

    @Test(
        "A session that is no person's here is refused, and on record with its ARN",
        arguments: [
            // Another organization's Identity Center has its own users.
            ("arn:aws:sts::999988887777:assumed-role/AWSReservedSSO_X_0123456789abcdef/ada", "999988887777"),
            // Nobody of this name.
            ("arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_X_0123456789abcdef/nobody", "111122223333"),
            // An e-mail address of Ada's is not her user name.
            (
                "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_X_0123456789abcdef/ada@example.com",
                "111122223333"
            ),
            // What only looks like such a role: the policy's pattern for it must not count either.
            ("arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_X/ada", "111122223333"),
            ("arn:aws:iam::111122223333:root", "111122223333"),
            ("arn:aws:sts::111122223333:assumed-role/other/ada", "111122223333"),
            ("arn:aws:sts::444455556666:assumed-role/deploy-web/one", "444455556666"),
            ("arn:aws:iam::111122223333:user/deploy-web", "111122223333"),
        ]
    )
    func nobody(arn: String, account: String) async {
        let event = URLEvent(body: #"{"action":"approve","request_id":"r1"}"#, arn: arn, account: account).text
        let hearing = await hear(event, from: .functionURL)
        #expect(hearing.outcome == "unidentified_actor")
        #expect(hearing.speaker.name == arn)
        #expect(hearing.speaker.kind == .unidentified)
        #expect(hearing.speaker.proof == .iam)
    }

    /// A session that says it is Ada's, and what IAM says of its role.
    struct LookAlike: CustomTestStringConvertible {
        let testDescription: String
        var roles = KnownRoles()
        var event = URLEvent(body: #"{"action":"approve","request_id":"r1"}"#)
        var account: String? = KnownPeople.account
        var code = "unidentified_actor"
        var alerts = true
    }

    static let lookAlikes = [
        LookAlike(testDescription: "a role that somebody has made", roles: KnownRoles(path: "/")),
        LookAlike(
            testDescription: "below a path like it",
            roles: KnownRoles(path: "/aws-reserved/sso.amazonaws.com.eu/")
        ),
        LookAlike(
            testDescription: "below it in another place",
            roles: KnownRoles(path: "/x/aws-reserved/sso.amazonaws.com/")
        ),
        LookAlike(
            testDescription: "another service's",
            roles: KnownRoles(path: "/aws-service-role/sso.amazonaws.com/")
        ),
        LookAlike(testDescription: "a role that is gone", roles: KnownRoles(exists: false)),
        LookAlike(testDescription: "another role of the name", roles: KnownRoles(id: "AROAEXAMPLEEXAMPLE999")),
        LookAlike(testDescription: "another name", roles: KnownRoles(name: "AWSReservedSSO_X_0123456789abcdef")),
        LookAlike(
            testDescription: "IAM does not answer",
            roles: KnownRoles(isAvailable: false),
            code: "directory_unavailable",
            alerts: false
        ),
        LookAlike(
            testDescription: "of another account of the organization",
            event: URLEvent(
                body: "{}",
                arn: URLEvent.adaARN.replacing("111122223333", with: "444455556666"),
                account: "444455556666"
            )
        ),
        LookAlike(testDescription: "the function does not know its account", account: nil, alerts: false),
        LookAlike(
            testDescription: "an id without a session",
            event: URLEvent(body: "{}", callerID: URLEvent.roleID),
            alerts: false
        ),
        LookAlike(
            testDescription: "an id of another session",
            event: URLEvent(body: "{}", callerID: URLEvent.roleID + ":Alan@example.com"),
            alerts: false
        ),
        LookAlike(
            testDescription: "the id of a user",
            event: URLEvent(body: "{}", callerID: "AIDAEXAMPLEEXAMPLE123:ada"),
            alerts: false
        ),
    ]

    @Test("A role made by hand speaks for nobody, whatever it and its session are called", arguments: lookAlikes)
    func lookAlike(_ case: LookAlike) async {
        for function in [EventAction.Function.grant, .revoke] {
            let hearing = await hear(
                `case`.event.text,
                from: .functionURL,
                by: function,
                roles: `case`.roles,
                in: `case`.account
            )
            #expect(hearing.outcome == `case`.code)
            #expect(hearing.speaker.userID == nil)
            #expect((hearing.refusal?.alert != nil) == `case`.alerts)
        }
    }

    @Test("An integration cannot take a person's words for its permission")
    func integration() async {
        let outsider = #"{"action":"approve","approver":"olga@partner.example"}"#
        #expect(await hear(outsider, from: .integration("servicenow")).outcome == "actor_not_allowed")
        let other = #"{"action":"approve","approver":"Alan@example.com"}"#
        #expect(await hear(other, from: .integration("slack")).outcome == "actor_not_allowed")
        // Its name in the payload makes a direct invocation no integration.
        let claimed = #"{"action":"approve","approver":"ada","source":"servicenow"}"#
        #expect(await hear(claimed, from: .direct).outcome == "actor_not_allowed")
    }
}
