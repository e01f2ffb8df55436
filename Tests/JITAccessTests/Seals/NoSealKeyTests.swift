// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Foundation
import JITAccess
import Testing

@Suite("Without a key for seals")
struct NoSealKeyTests {
    private func world() -> AccessWorld {
        let world = Approvals.world()
        world.seals.removeKey()
        return world
    }

    @Test("What nobody has to approve is given at once and ended as ever")
    func automatic() throws {
        let world = world()
        let answer = world.ask("r1", set: "ReadOnlyAccess", duration: "1h")
        #expect(answer?.statusCode == 200)
        #expect(world.ledger.request(try id("r1"))?.seal == nil)
        world.liveUntil(world.now + .seconds(3700))
        #expect(try world.status("r1") == .expired)
        #expect(world.invariantViolations() == [])
    }

    @Test("Whatever a later invocation would have to believe is refused at once, and nothing of it is left")
    func waiting() throws {
        let world = world()
        let start = (world.now + .seconds(1800)).iso8601
        let answers = [
            world.ask("r1"), world.ask("r2", set: "ReadOnlyAccess", ",\"start_at\":\"\(start)\""),
            world.ask("r3", ",\"start_at\":\"\(start)\""),
        ]
        for answer in answers {
            #expect(answer?.statusCode == 503)
            #expect(answer?.code == "seal_key_missing")
        }
        #expect(world.ledger.requests == [])
        #expect(world.invariantViolations() == [])
    }

    @Test("The refusal has the two commands that docs/deploy.md has")
    func commands() throws {
        let message = try #require(world().ask("r1")?.text("error"))
        let commands = message.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
        #expect(commands.count == 2)
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let page = try String(contentsOf: root.appending(path: "docs/deploy.md"), encoding: .utf8)
        let section = try #require(page.range(of: "## The key that seals requests\n"))
        for command in commands { #expect(page[section.upperBound...].contains(command)) }
    }

    @Test("A grant that was cut off is rolled back, or decided anew when asked for again", arguments: [true, false])
    func cutOff(isRepeated: Bool) throws {
        let world = world()
        world.faults = .on(.create, .killedBefore, times: 1)
        #expect(world.ask("r1", set: "ReadOnlyAccess") == nil)
        #expect(!world.hasAccess)
        if isRepeated {
            world.advance(by: .seconds(600))
            #expect(world.ask("r1", set: "ReadOnlyAccess")?.statusCode == 200)
        } else {
            world.liveUntil(world.now + .seconds(600))
            #expect(!world.hasAccess)
            #expect(world.ask("r2", set: "ReadOnlyAccess")?.statusCode == 200)
        }
        world.liveUntil(world.now + .seconds(5 * 3600))
        #expect(!world.hasAccess)
        #expect(world.invariantViolations() == [])
    }

    @Test("The answer to Grant's sweep says that there is none, and nothing where there is one")
    func sweep() {
        #expect(world().sweepRequests()?.text("seal_key") == "missing")
        #expect(Approvals.world().sweepRequests()?.body["seal_key"] == nil)
    }
}
