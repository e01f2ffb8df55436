// SPDX-License-Identifier: Apache-2.0

import JITAccess
import Testing

@testable import FrontDoor

@Suite("Who is somebody in Slack")
struct SlackMembershipTests {
    private static let home = SlackWorkspace(authTest: ["team_id": "T0HOME"])
    private static let grid = SlackWorkspace(authTest: ["team_id": "T0HOME", "enterprise_id": "E0HOME"])
    private static let member = FakeSlack.member("U0ADA", "ada@example.com")

    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let members: [String: JSONValue?]
        var inProfile = false

        var user: JSONValue {
            var user = SlackMembershipTests.member.members
            for (name, value) in members {
                if inProfile {
                    var profile = user["profile"]?.members ?? [:]
                    profile[name] = value
                    user["profile"] = .object(profile)
                } else {
                    user[name] = value
                }
            }
            return .object(user)
        }
    }

    static let refused: [Change] = {
        var changes = [
            Change(testDescription: "another workspace", members: ["team_id": "T0OTHER"]),
            Change(
                testDescription: "another workspace, and Slack says it is no stranger",
                members: ["team_id": "T0OTHER", "is_stranger": false]
            ),
            Change(
                testDescription: "another organization",
                members: ["team_id": "T0OTHER", "enterprise_user": ["enterprise_id": "E0OTHER"]]
            ),
            Change(
                testDescription: "an organization, where we have none",
                members: ["team_id": "T0OTHER", "enterprise_user": ["enterprise_id": ""]]
            ),
            Change(testDescription: "a stranger", members: ["is_stranger": true]),
            Change(testDescription: "an address that is not confirmed", members: ["is_email_confirmed": false]),
            Change(testDescription: "no address", members: ["email": nil], inProfile: true),
            Change(testDescription: "an address that is none", members: ["email": "ada"], inProfile: true),
            Change(testDescription: "an address that is no text", members: ["email": 1], inProfile: true),
            Change(testDescription: "an id that is none", members: ["id": "ada"]),
        ]
        let flags = ["deleted", "is_bot", "is_restricted", "is_ultra_restricted"]
        for name in flags { changes.append(Change(testDescription: "\(name): true", members: [name: true])) }
        for name in flags + ["id", "team_id", "is_email_confirmed", "profile"] {
            let text: JSONValue = "false"
            changes.append(Change(testDescription: "no \(name)", members: [name: nil]))
            changes.append(Change(testDescription: "\(name): null", members: [name: JSONValue.null]))
            changes.append(Change(testDescription: "\(name) as a text", members: [name: text]))
        }
        return changes
    }()

    @Test("What Slack does not show as a full member of our workspace is nobody", arguments: refused)
    func refuses(_ change: Change) throws {
        for home in [Self.home, Self.grid] {
            guard case .nobody = SlackMembership(change.user, in: try #require(home)) else {
                Issue.record("\(change.testDescription) is believed")
                return
            }
        }
    }

    @Test("A full member with a confirmed address is known by it, on Enterprise Grid in each of its workspaces")
    func members() throws {
        let known = SlackMembership.member(email: "ada@example.com")
        #expect(SlackMembership(Self.member, in: try #require(Self.home)) == known)
        let stranger = Change(testDescription: "", members: ["is_stranger": false])
        #expect(SlackMembership(stranger.user, in: try #require(Self.home)) == known)
        let sister = Change(
            testDescription: "",
            members: ["team_id": "T0SISTER", "enterprise_user": ["enterprise_id": "E0HOME"]]
        )
        #expect(SlackMembership(sister.user, in: try #require(Self.grid)) == known)
        guard case .nobody = SlackMembership(sister.user, in: try #require(Self.home)) else {
            Issue.record("A workspace without an organization has no sisters")
            return
        }
        guard case .nobody = SlackMembership(nil, in: try #require(Self.home)) else {
            Issue.record("Nobody is believed")
            return
        }
    }

    @Test(
        "A call that names another workspace, or none, is nobody's",
        arguments: [
            (["T0HOME"], nil, true, true), (["T0HOME", "T0HOME"], nil, true, true), ([], nil, false, false),
            (["T0HOME", "T0OTHER"], nil, false, false), (["T0OTHER"], nil, false, false), ([""], nil, false, false),
            (["T0SISTER"], "E0HOME", false, true), ([], "E0HOME", false, true), (["T0OTHER"], "E0OTHER", false, false),
            ([], "", false, false),
        ] as [([String], String?, Bool, Bool)]
    )
    func origins(teams: [String], enterprise: String?, alone: Bool, grid: Bool) throws {
        let origin = SlackOrigin(teams: teams, enterprise: enterprise)
        #expect(origin.isWithin(try #require(Self.home)) == alone)
        #expect(origin.isWithin(try #require(Self.grid)) == grid)
        #expect(SlackOrigin(origin.json) == origin)
    }

    @Test(
        "What auth.test does not name is no workspace",
        arguments: [[:], ["team_id": ""], ["team_id": 1]] as [JSONValue]
    )
    func noWorkspace(answer: JSONValue) {
        #expect(SlackWorkspace(authTest: answer) == nil)
    }

    // MARK: Through the door

    private let fakes = Fakes()

    @Test("A colleague of another workspace who presses Approve with one of our addresses asks for nothing")
    func foreignApprover() async throws {
        fakes.slack.show(
            "U0MALLORY",
            Change(testDescription: "", members: ["id": "U0MALLORY", "team_id": "T0OTHER"]).user
        )
        let press = try fakes.press("approve", "r1 \(Sample.digest)", user: "U0MALLORY")
        #expect(await fakes.door.receive(press, id: "i1").response.status == 200)
        try await fakes.door.perform(try #require(fakes.queue.work.last?["work"]))
        #expect(fakes.functions.calls.isEmpty)
        #expect(fakes.log.all.contains { $0.contains("U0MALLORY is nobody to Hourglass") })
        #expect(fakes.slack.responses.count == 1)
    }

    @Test("Slack's answer about another user than the one who called is no answer")
    func otherUser() async throws {
        fakes.slack.show("U0MALLORY", Self.member)
        let membership = try await fakes.surroundings().member("U0MALLORY", from: Fakes.origin)
        #expect(membership == .nobody(reason: "Slack does not show the user"))
    }

    @Test("What the call says of its workspace goes with the work, and is compared even if the user is known")
    func originOfWork() async throws {
        let surroundings = fakes.surroundings()
        #expect(try await surroundings.member("U0ADA", from: Fakes.origin) == .member(email: "ada@example.com"))
        guard case .nobody = try await surroundings.member("U0ADA", from: SlackOrigin(teams: ["T0OTHER"])) else {
            Issue.record("A call of another workspace is believed")
            return
        }
        _ = await fakes.door.receive(try fakes.command("status"), id: "i1")
        #expect(fakes.lastWork?.origin == Fakes.origin)
        _ = await fakes.door.receive(try fakes.press("end", "r1"), id: "i2")
        #expect(fakes.lastWork?.origin == SlackOrigin(teams: ["T0HOME", "T0HOME"]))
    }

    @Test("Membership and workspace are believed for a minute")
    func memory() async throws {
        let surroundings = fakes.surroundings()
        for _ in 0..<2 { _ = try await surroundings.member("U0ADA", from: Fakes.origin) }
        #expect(fakes.slack.calls.map(\.method) == [.authTest, .userInfo])
        fakes.clock.advance(by: .seconds(60))
        fakes.slack.show("U0ADA", Change(testDescription: "", members: ["deleted": true]).user)
        guard case .nobody = try await surroundings.member("U0ADA", from: Fakes.origin) else {
            Issue.record("Who was removed a minute ago is still somebody")
            return
        }
        fakes.slack.move(to: ["ok": true, "team_id": "T0OTHER"])
        fakes.clock.advance(by: .seconds(60))
        guard case .nobody = try await surroundings.member("U0ADA", from: Fakes.origin) else {
            Issue.record("The workspace is remembered for ever")
            return
        }
    }

    @Test("Nobody is believed, and nobody is written to, while Slack does not say which workspace this is")
    func withoutWorkspace() async throws {
        fakes.slack.move(to: ["ok": true])
        let surroundings = fakes.surroundings()
        await #expect(throws: SlackError.self) { try await surroundings.member("U0ADA", from: Fakes.origin) }
        await #expect(throws: SlackError.self) {
            try await surroundings.people.id(ofEmail: "ada@example.com", fakes.slack, at: Fakes.now)
        }
    }

    @Test("A direct message goes to a member only")
    func directMessages() async throws {
        fakes.slack.show("U0ADA", Change(testDescription: "", members: ["is_restricted": true]).user)
        let people = fakes.surroundings().people
        #expect(try await people.id(ofEmail: "ada@example.com", fakes.slack, at: Fakes.now) == nil)
        #expect(try await people.id(ofEmail: "grace@example.com", fakes.slack, at: Fakes.now) == "U0GRACE")
    }
}
