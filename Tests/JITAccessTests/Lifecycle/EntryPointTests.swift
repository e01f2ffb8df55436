// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Testing

@testable import JITAccess

@Suite("The same request id from two entry points")
struct EntryPointTests {
    /// An entry point, and somebody who comes by it.
    enum Way: String, CaseIterable {
        case url, direct, servicenow, portal

        var channel: Channel {
            switch self {
            case .url: .functionURL
            case .direct: .direct
            case .servicenow, .portal: .integration(rawValue)
            }
        }
    }

    private static let policy = Example.policy(
        rules: [
            rule("people", ["cli", "console", "itsm"], "ReadOnlyAccess", #""automatic""#),
            rule(
                "administrator",
                ["cli", "console", "itsm"],
                "AdministratorAccess",
                #"{"levels": [{"name": "peers", "users": ["grace@example.com"]}]}"#
            ),
        ],
        #"""
        "integrations": {
            "servicenow": {"paths": ["itsm"], "users": ["*"], "actions": \#(actions)},
            "portal": {"paths": ["console"], "users": ["*"], "actions": \#(actions)}
        },
        """#
    )

    private static let actions = #"["request", "approve", "reject", "cancel", "extend", "status", "list", "revoke"]"#

    private static func rule(_ name: String, _ paths: [String], _ set: String, _ approval: String) -> String {
        let paths = paths.map { "\"\($0)\"" }.joined(separator: ",")
        return #"""
            {
                "name": "\#(name)", "effect": "allow", "principals": "*", "paths": [\#(paths)], "accounts": "*",
                "permission_sets": ["\#(set)"], "maximum_duration": "8h", "justification": {"minimum_length": 0},
                "approval": \#(approval)
            }
            """#
    }

    private func world() -> AccessWorld { Approvals.world(policy: Self.policy) }

    /// What `person` says by an entry point; by the function itself nobody is believed, and the calling system speaks.
    private func say(
        _ world: AccessWorld,
        _ way: Way,
        _ person: String,
        _ action: String,
        _ members: String = "",
        by function: FunctionCall.Function = .grant
    ) -> Answer? {
        let isDecision = action == "approve" || action == "reject"
        let name = #","\#(isDecision ? "approver" : "requester")":"\#(person)@example.com""#
        let user = #","user_email":"\#(person)@example.com""#
        var body = #"{"action":"\#(action)"\#(members)"#
        switch way {
        case .url: break
        case .direct: body += action == "request" ? user : ""
        case .servicenow, .portal: body += name + (action == "request" ? user : "")
        }
        body += "}"
        if way == .url {
            // User names of the simulated directory are addresses, or a name beside one.
            let session = person == "ada" ? person : "\(person)@example.com"
            body =
                URLEvent(
                    body: body,
                    arn: "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Hourglass_0123456789abcdef/\(session)",
                    account: "123456789012"
                ).text
        }
        var call = FunctionCall(function, Array(body.utf8))
        call.channel = way.channel
        return world.perform(call)
    }

    @discardableResult
    private func ask(
        _ world: AccessWorld,
        _ way: Way,
        _ person: String,
        _ id: String,
        set: String = "ReadOnlyAccess",
        _ duration: String = "1h"
    ) -> Answer? {
        say(
            world,
            way,
            person,
            "request",
            #","request_id":"\#(id)","account_id":"111122223333","permission_set":"\#(set)","duration":"\#(duration)""#
        )
    }

    private func status(_ world: AccessWorld, _ way: Way, _ person: String, _ id: String) -> Answer? {
        say(world, way, person, "status", #","request_id":"\#(id)""#)
    }

    @Test("An employee cannot take the number of a ticket away from the ticket system")
    func taken() throws {
        let world = world()
        let first = try #require(ask(world, .url, "alan", "RITM0010042", "15m"))
        #expect(first.statusCode == 200, "\(first.json)")
        let own = try #require(ask(world, .servicenow, "ada", "RITM0010042"))
        #expect(own.statusCode == 200, "\(own.json)")
        #expect(own.text("request_id") == "RITM0010042")

        let alans = try #require(status(world, .url, "alan", "RITM0010042"))
        #expect(alans.text("user_email") == "alan@example.com" && alans.text("entry_point") == "url")
        let tickets = try #require(status(world, .servicenow, "ada", "RITM0010042"))
        #expect(tickets.text("user_email") == "ada@example.com" && tickets.text("entry_point") == "servicenow")

        // Each is answered again to its maker, and to nobody else.
        #expect(ask(world, .url, "alan", "RITM0010042", "15m")?.text("expires_at_utc") == first.text("expires_at_utc"))
        #expect(ask(world, .servicenow, "ada", "RITM0010042")?.text("expires_at_utc") == own.text("expires_at_utc"))
        let another = try #require(ask(world, .url, "grace", "RITM0010042", "15m"))
        #expect(another.code == "request_id_reused")
        #expect(Set(another.body.keys).isSubset(of: ["error", "code", "request_id"]))
        #expect(world.calls.count(.create) == 2)
        #expect(world.ledger.audit(of: try id("url/RITM0010042")).count == 3)
        #expect(world.ledger.audit(of: try id("servicenow/RITM0010042")).count == 3)
        #expect(world.invariantViolations() == [])
    }

    @Test("Every pair of entry points has requests of its own")
    func pairs() throws {
        let world = world()
        for way in Way.allCases { #expect(ask(world, way, "ada", "r1")?.statusCode == 200, "\(way)") }
        #expect(world.ledger.requests.map(\.id.description) == ["direct/r1", "portal/r1", "servicenow/r1", "url/r1"])
        for way in Way.allCases {
            let answer = try #require(status(world, way, "ada", "r1"))
            #expect(answer.text("request_id") == "r1" && answer.text("entry_point") == way.rawValue)
        }
        #expect(world.invariantViolations() == [])
    }

    @Test("One that names no request gets the id of its invocation, at its entry point")
    func unnamed() throws {
        let world = world()
        let asked = #"{"user_email":"ada@example.com","account_id":"111122223333","permission_set":"ReadOnlyAccess"}"#
        #expect(world.grant(asked, id: "2c3d-lambda")?.text("request_id") == "2c3d-lambda")
        #expect(world.ledger.requests.map(\.id.description) == ["direct/2c3d-lambda"])
    }

    // MARK: Naming

    @Test("The short form finds what only one entry point has, and the whole form what it says")
    func found() throws {
        let world = world()
        ask(world, .portal, "ada", "r1")
        for way in Way.allCases {
            for name in ["r1", "portal/r1"] {
                let answer = try #require(status(world, way, "ada", name))
                // An integration sees what came by itself, or for the person it speaks for.
                #expect(answer.text("entry_point") == "portal", "\(way) \(name): \(answer.json)")
                #expect(answer.text("request_id") == "r1")
            }
        }
        #expect(status(world, .url, "ada", "servicenow/r1")?.code == "request_not_found")
    }

    @Test("Where several are meant, they are named, but only those that whoever asks may see")
    func ambiguous() throws {
        let world = world()
        ask(world, .portal, "ada", "r1")
        ask(world, .servicenow, "ada", "r1")
        let answer = try #require(status(world, .url, "ada", "r1"))
        #expect(answer.statusCode == 409 && answer.code == "request_id_ambiguous")
        #expect(answer.text("error")?.contains("portal/r1, servicenow/r1") == true, "\(answer.json)")
        #expect(status(world, .direct, "", "r1")?.code == "request_id_ambiguous")
        #expect(status(world, .url, "ada", "portal/r1")?.text("entry_point") == "portal")

        // Of two others of which one is theirs, that is the one.
        ask(world, .portal, "ada", "r2")
        ask(world, .servicenow, "alan", "r2")
        #expect(status(world, .url, "alan", "r2")?.text("entry_point") == "servicenow")
        #expect(status(world, .url, "ada", "r2")?.text("entry_point") == "portal")

        let stranger = try #require(status(world, .url, "edsger", "r1"))
        #expect(stranger.code == "request_not_found")
        #expect(stranger.text("error") == "There is no request r1 that you may see.")
        let whole = try #require(status(world, .url, "edsger", "portal/r1"))
        #expect(whole.code == "request_not_found")
    }

    @Test("A stranger's request of the same id is in nobody's way")
    func squatted() throws {
        let world = world()
        ask(world, .url, "alan", "r1")
        ask(world, .servicenow, "ada", "r1")
        #expect(status(world, .url, "ada", "r1")?.text("entry_point") == "servicenow")
        let ended = say(world, .url, "ada", "revoke", #","request_id":"r1","reason":"done""#, by: .revoke)
        #expect(ended?.statusCode == 200)
        #expect(world.ledger.request(try id("servicenow/r1"))?.lease?.status == .revoked)
        #expect(world.ledger.request(try id("url/r1"))?.lease?.status == .active)
    }

    @Test("An approval is for the request that was shown, by its digest", arguments: ["r1", "servicenow/r1"])
    func decided(name: String) throws {
        let world = world()
        ask(world, .url, "alan", "r1", set: "AdministratorAccess")
        ask(world, .servicenow, "ada", "r1", set: "AdministratorAccess")
        let shown = try #require(world.ledger.request(try id("servicenow/r1"))).digest
        let answer = say(world, .url, "grace", "approve", #","request_id":"\#(name)","digest":"\#(shown)""#)
        #expect(answer?.statusCode == 200, "\(String(describing: answer?.json))")
        #expect(answer?.text("entry_point") == "servicenow")
        #expect(world.ledger.request(try id("url/r1"))?.approvals.isEmpty == true)
        #expect(world.invariantViolations() == [])
    }

    @Test("What is decided already, and has the digest that was shown, is no reason to decide about another")
    func sameWords() throws {
        let world = world()
        for way in [Way.url, .servicenow] { ask(world, way, "ada", "r1", set: "AdministratorAccess") }
        // The words of an integration name the requester, and those of a signature do not.
        ask(world, .portal, "ada", "r1", set: "AdministratorAccess")
        let digest = try #require(world.ledger.request(try id("servicenow/r1"))).digest
        #expect(world.ledger.request(try id("portal/r1"))?.digest == digest)
        let words = #","request_id":"r1","comment":"no","digest":"\#(digest)""#
        #expect(say(world, .portal, "grace", "reject", words)?.statusCode == 200)
        #expect(say(world, .portal, "grace", "reject", words)?.code == "already_decided")
        #expect(world.ledger.request(try id("servicenow/r1"))?.status == .pending)
        // By an entry point whose own has other words, either may have been shown.
        let short = say(world, .url, "grace", "approve", #","request_id":"r1","digest":"\#(digest)""#)
        #expect(short?.code == "request_id_ambiguous")
        let whole = #","request_id":"servicenow/r1","digest":"\#(digest)""#
        #expect(say(world, .url, "grace", "approve", whole)?.statusCode == 200)
        #expect(world.ledger.request(try id("servicenow/r1"))?.lease?.status == .active)
    }

    @Test("It can be cancelled and prolonged by either form", arguments: ["r1", "servicenow/r1"])
    func cancelledAndExtended(name: String) throws {
        let world = world()
        ask(world, .url, "alan", "r1", set: "AdministratorAccess")
        ask(world, .servicenow, "ada", "r1", set: "AdministratorAccess")
        #expect(say(world, .url, "ada", "cancel", #","request_id":"\#(name)""#)?.statusCode == 200)
        #expect(world.ledger.request(try id("servicenow/r1"))?.status == .cancelled)
        #expect(world.ledger.request(try id("url/r1"))?.status == .pending)

        ask(world, .portal, "ada", "lent")
        let extended = say(world, .url, "ada", "extend", #","extends":"lent","request_id":"more","duration":"1h""#)
        #expect(extended?.statusCode == 200)
        #expect(world.ledger.request(try id("url/more"))?.request.extends == (try id("portal/lent")))
        #expect(extended?.text("extends") == "portal/lent")
    }

    @Test("A refusal is on record as about the request that was meant")
    func recorded() throws {
        let world = world()
        ask(world, .servicenow, "ada", "r1", set: "AdministratorAccess")
        let answer = say(world, .url, "ada", "revoke", #","request_id":"r1","reason":"done""#, by: .revoke)
        #expect(answer?.code == "lease_not_found")
        let digest = try #require(world.ledger.request(try id("servicenow/r1"))).digest
        #expect(
            say(world, .url, "ada", "approve", #","request_id":"r1","digest":"\#(digest)""#)?.code == "self_approval"
        )
        #expect(world.refusals("r1").map { $0.attributes["about"] } == ["servicenow/r1", "servicenow/r1"])
    }

    @Test("What the caller's own entry point has costs no look-up elsewhere")
    func cost() throws {
        let world = world()
        ask(world, .url, "ada", "r1")
        let before = world.calls.count(.request)
        #expect(status(world, .url, "ada", "r1")?.statusCode == 200)
        #expect(world.calls.count(.request) == before + 1)
        #expect(status(world, .url, "ada", "r2")?.code == "request_not_found")
        // The own one, and each of the three others.
        #expect(world.calls.count(.request) == before + 1 + 4)
    }

    @Test("While another entry point cannot be looked at, nothing is said about it")
    func unreadable() throws {
        let world = world()
        ask(world, .portal, "ada", "r1")
        var call = FunctionCall.grant(
            #"{"action":"status","request_id":"r1"}"#,
            faults: .on(.request, .fails(), times: 1, skipping: 1)
        )
        call.channel = .direct
        #expect(world.perform(call)?.code == "ledger_unavailable")
    }

    // MARK: What it is bound to

    @Test("A seal is over the whole id")
    func sealed() throws {
        let world = world()
        ask(world, .portal, "ada", "r1", set: "AdministratorAccess")
        let genuine = try #require(world.ledger.request(try id("portal/r1")))
        let asked = genuine.request
        let copied = AccessRequest(
            id: try id("servicenow/r1"),
            userEmail: asked.userEmail,
            accountID: asked.accountID,
            permissionSet: asked.permissionSet,
            duration: asked.duration,
            requester: asked.requester
        )
        // Everything but the id is what Grant has sealed, and so is the trail.
        world.ledger.put(
            RequestRecord(
                request: copied,
                digest: genuine.digest,
                requestedBy: genuine.requestedBy,
                path: genuine.path,
                userID: genuine.userID,
                permissionSetARN: genuine.permissionSetARN,
                createdAt: genuine.createdAt,
                policy: genuine.policy,
                state: genuine.state,
                version: genuine.version,
                seal: genuine.seal
            )
        )
        world.ledger.forge(copied.id, world.ledger.audit(of: genuine.id))
        let answer = say(
            world,
            .url,
            "grace",
            "approve",
            #","request_id":"servicenow/r1","digest":"\#(genuine.digest)""#
        )
        #expect(answer?.code == "request_not_sealed", "\(String(describing: answer?.json))")
        #expect(world.calls.count(.create) == 0)
    }

    @Test("Events tell the id as it was given, and beside it the entry point")
    func events() throws {
        let world = world()
        ask(world, .servicenow, "ada", "RITM1")
        let event = try #require(world.notifications.noted.first)
        guard case .object(let detail) = event.detail else { throw Missing("detail") }
        #expect(detail["request_id"] == "RITM1" && detail["entry_point"] == "servicenow")
        #expect(detail["event_id"] == "servicenow/RITM1/1")
        #expect(event.requestID.description == "servicenow/RITM1")
    }

    @Test("A list shows the whole ids of requests that were given the same, and of no other")
    func lists() {
        let answers: [[String: JSONValue]] = [
            ["request_id": "r1", "entry_point": "url"], ["request_id": "r1", "entry_point": "slack"],
            ["request_id": "r2", "entry_point": "url"], ["request_id": "r3"], ["request_id": "not an id"], [:],
        ]
        let ids = ShownRequestIDs(answers)
        #expect(answers.map(ids.text(of:)) == ["url/r1", "slack/r1", "r2", "r3", "not an id", ""])
    }

    @Test("Two requests for permission sets of their own get two, whatever ids they were given")
    func customSets() throws {
        #expect(try CustomPermissionSet.name(for: id("url/r1")) != CustomPermissionSet.name(for: id("slack/r1")))
    }
}
