// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("Which way in may ask for what")
struct ChannelActionTests {
    /// A way in, and how an event is sent through it.
    enum Way: String, CaseIterable, CustomTestStringConvertible {
        case direct, person, deploy, helper, servicenow, slack, unknownAlias, version

        var channel: Channel {
            switch self {
            case .direct: .direct
            case .person, .deploy, .helper: .functionURL
            case .servicenow, .slack, .unknownAlias: .integration(rawValue)
            case .version: .unknown
            }
        }

        func event(_ body: String) -> String {
            switch self {
            case .direct, .servicenow, .slack, .unknownAlias, .version: body
            case .person: URLEvent(body: body).text
            case .deploy:
                URLEvent(body: body, arn: "arn:aws:sts::111122223333:assumed-role/deploy-web/build-7").text
            case .helper: URLEvent(body: body, arn: "arn:aws:iam::111122223333:user/helper").text
            }
        }

        var testDescription: String { rawValue }
    }

    private static let everything: Set = [
        "request", "approve", "reject", "cancel", "extend", "status", "list", "revoke",
    ]

    /// Who is let through with which action; everybody else is refused.
    private static let allowed: [Way: Set<String>] = [
        .direct: everything.subtracting(["approve", "reject"]).union(["sweep"]),
        .person: everything,
        .deploy: ["request", "status"],
        .helper: ["request", "revoke"],
        .servicenow: everything,
        .slack: ["request", "approve"],
        .unknownAlias: [],
        .version: [],
    ]

    /// A complete event of each action; the names that only some ways may give are added.
    private static func body(_ action: String, _ way: Way) -> String {
        var members: [String: JSONValue] = ["action": .string(action)]
        switch way.channel {
        case .integration where action == "approve" || action == "reject": members["approver"] = "ada"
        case .integration: members["requester"] = "ada"
        default: break
        }
        return JSONValue.object(members).canonicalText
    }

    @Test("Every way in, with every action", arguments: Way.allCases)
    func table(way: Way) async {
        for action in Self.everything.union(["sweep"]).sorted() {
            for function in [EventAction.Function.grant, .revoke] {
                let isOfFunction = action == "sweep" || (action == "revoke") == (function == .revoke)
                guard isOfFunction else { continue }
                let hearing = await hear(way.event(Self.body(action, way)), from: way.channel, by: function)
                let isAllowed = Self.allowed[way]?.contains(action) == true
                #expect((hearing.refusal == nil) == isAllowed, "\(way) \(action): \(hearing)")
                if isAllowed {
                    #expect(hearing.spoken?.action?.name == action)
                } else {
                    let code: Refusal.Code =
                        way == .unknownAlias || way == .version ? .unidentifiedActor : .actorNotAllowed
                    #expect(hearing.refusal?.code == code, "\(way) \(action)")
                    // The trail calls the attempt by its name, once it is known who made it.
                    #expect(hearing.refused?.action?.name == (code == .actorNotAllowed ? action : nil))
                    #expect(hearing.refusal?.code.statusCode == 403)
                }
            }
        }
    }

    @Test(
        "The path follows from the way in and never from what is sent",
        arguments: [
            (Way.direct, AccessPath.itsm), (.person, .cli), (.deploy, .pipeline), (.helper, .agent),
            (.servicenow, .itsm), (.slack, .console),
        ]
    )
    func path(way: Way, expected: AccessPath) async throws {
        let values = Set(AccessPath.allCases.map(\.rawValue) + RequestSource.allCases.map(\.rawValue)).sorted()
        let words = values.map(JSONValue.string) + [.integer(7), .null, .array(values.map(JSONValue.string))]
        for member in ["source", "path", "paths", "access_path", "principal_kind", "channel", "entry_point"] {
            for word in words {
                var members: [String: JSONValue] = ["action": "request", member: word]
                if case .integration = way.channel { members["requester"] = "ada" }
                let hearing = await hear(way.event(JSONValue.object(members).canonicalText), from: way.channel)
                let mandate = try #require(hearing.spoken?.mandate, "\(way) \(member): \(hearing)")
                #expect(mandate.path == expected, "\(way) \(member): \(word)")
            }
        }
    }

    @Test(
        "An action of the other function, or none at all, is refused before anything is allowed",
        arguments: [
            (#"{"action":"revoke"}"#, EventAction.Function.grant), (#"{"action":"request"}"#, .revoke),
            (#"{"action":"Aprove"}"#, .grant), (#"{"action":7}"#, .grant), (#"{"request_id":"r1"}"#, .revoke),
        ]
    )
    func unclear(body: String, function: EventAction.Function) async {
        for way in [Way.person, .deploy, .servicenow] {
            let hearing = await hear(way.event(body), from: way.channel, by: function)
            #expect(hearing.refusal?.problems.map(\.field) == ["action"], "\(way)")
        }
        // The calling system needs no permission: the validator names this with everything else that is wrong.
        let direct = await hear(body, from: .direct, by: function)
        #expect(direct.spoken?.action == nil && direct.refusal == nil)
    }

    @Test("Without an action Grant is asked for access, and Revoke for a sweep if there is nothing else")
    func defaults() async {
        #expect(await hear("{}", from: .direct, by: .grant).spoken?.action == .asking(.request))
        #expect(await hear(#"{"action":null}"#, from: .direct).spoken?.action == .asking(.request))
        #expect(await hear("{}", from: .direct, by: .revoke).spoken?.action == .sweep)
        #expect(await hear(URLEvent(body: "{}").text, from: .functionURL, by: .revoke).outcome == "actor_not_allowed")
    }

    @Test("The schedule is believed of a direct invocation alone", arguments: [EventAction.Function.grant, .revoke])
    func schedule(function: EventAction.Function) async {
        let event = #"{"version":"0","source":"aws.events","detail-type":"Scheduled Event","detail":{}}"#
        #expect(await hear(event, from: .direct, by: function).spoken?.speaker == .sweep)
        #expect(await hear(event, from: .integration("servicenow"), by: function).outcome == "actor_not_allowed")
        #expect(await hear(event, from: .functionURL, by: function).outcome == "invalid_event")
        #expect(await hear(event, from: .unknown, by: function).outcome == "unidentified_actor")
        let wrapped = URLEvent(body: event).text
        #expect(await hear(wrapped, from: .functionURL, by: function).outcome == "actor_not_allowed")
    }
}
