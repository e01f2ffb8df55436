// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Synchronization
import Testing

@Suite("Memberships in groups")
struct GroupTests {
    private static let groupID = "906769aa66-0a1b2c3d-1111-4222-8333-444455556666"

    private func directory(
        _ aws: ScriptedAWS,
        clock: any AccessClock = SetClock(),
        log: WarningLog? = nil
    ) throws -> IdentityCenterDirectory {
        IdentityCenterDirectory(
            try .scripted(aws),
            configuration: try Sample.configuredInstance(),
            clock: clock,
            log: log
        )
    }

    /// A store with the groups `Group 0` to `Group <count - 1>`, in every even one of which everybody is.
    private func store(
        groups count: Int,
        _ others: @escaping @Sendable (ScriptedAWS.Call, Int) -> ScriptedAWS.Answer? = { _, _ in nil }
    ) -> ScriptedAWS {
        ScriptedAWS { call, number in
            if let answer = others(call, number) { return answer }
            switch call.operation {
            case "GetGroupId":
                let name = call.input["AlternateIdentifier"]["UniqueAttribute"]["AttributeValue"].text ?? ""
                guard let place = Int(name.dropFirst(6)), place < count else { return Self.notFound }
                return .json(["GroupId": .string("id-\(place)")])
            default:
                let ids = call.input["GroupIds"].elements.compactMap(\.text)
                let results = ids.map { id -> JSONValue in
                    let isMember = id == Self.groupID || Int(id.dropFirst(3)).map { $0 % 2 == 0 } ?? false
                    return ["GroupId": .string(id), "MembershipExists": .bool(isMember)]
                }
                return .json(["Results": .array(results)])
            }
        }
    }

    private static let notFound = ScriptedAWS.Answer.refusal("ResourceNotFoundException")

    @Test("Those that the user is in are told by the names they were asked for by, ids among them")
    func names() async throws {
        let aws = store(groups: 4)
        let names: Set<String> = ["Group 0", "Group 1", "Group 2", Self.groupID]
        let groups = try await directory(aws).groups(of: "u-1", among: names)
        #expect(groups == ["Group 0", "Group 2", Self.groupID])
        #expect(aws.count("GetGroupId") == 3)
        #expect(aws.inputs("IsMemberInGroups").map { $0["MemberId"]["UserId"] } == ["u-1"])
    }

    @Test("Without names nothing is asked")
    func nothing() async throws {
        let aws = store(groups: 1)
        #expect(try await directory(aws).groups(of: "u-1", among: []) == [])
        #expect(aws.calls.isEmpty)
    }

    @Test("Up to a hundred are asked about in one call")
    func batches() async throws {
        let aws = store(groups: 250)
        let names = Set((0..<250).map { "Group \($0)" })
        #expect(try await directory(aws).groups(of: "u-1", among: names).count == 125)
        let sizes = aws.inputs("IsMemberInGroups").map { $0["GroupIds"].elements.count }
        #expect(sizes.sorted() == [50, 100, 100])
        #expect(aws.mostInFlight <= 5)
    }

    @Test("A group that is not there has no members, is in the log once, and is looked for again each time")
    func absent() async throws {
        let aws = store(groups: 1)
        let log = WarningLog()
        let directory = try directory(aws, log: log)
        for _ in 1...2 {
            #expect(try await directory.groups(of: "u-1", among: ["Group 0", "Group 7"]) == ["Group 0"])
        }
        #expect(log.warnings.count == 1)
        #expect(log.warnings.first?.contains("Group 7") == true)
        // One that was found is remembered.
        #expect(aws.count("GetGroupId") == 3)
    }

    @Test("Where no group exists, nobody is asked for members")
    func onlyAbsent() async throws {
        let aws = store(groups: 0)
        #expect(try await directory(aws).groups(of: "u-1", among: ["Group 7"]) == [])
        #expect(aws.count("IsMemberInGroups") == 0)
    }

    @Test("A group that has been made anew under its name is found anew")
    func madeAnew() async throws {
        let aws = store(groups: 0) { call, number in
            switch call.operation {
            case "GetGroupId": return .json(["GroupId": number == 1 ? "id-8" : "id-10"])
            // The first call learns the id, and the group goes after it.
            default: return number > 1 && call.input["GroupIds"] == ["id-8"] ? Self.notFound : nil
            }
        }
        let directory = try directory(aws)
        #expect(try await directory.groups(of: "u-1", among: ["Group 9"]) == ["Group 9"])
        #expect(try await directory.groups(of: "u-1", among: ["Group 9"]) == ["Group 9"])
        #expect(aws.inputs("IsMemberInGroups").map { $0["GroupIds"] } == [["id-8"], ["id-8"], ["id-10"]])
    }

    @Test("A name is believed for a minute: the group that has it then counts, and not the one that had it")
    func renamed() async throws {
        let clock = SetClock()
        let holder = Mutex("id-8")
        let aws = store(groups: 0) { call, _ in
            guard call.operation == "GetGroupId" else { return nil }
            return .json(["GroupId": .string(holder.withLock(\.self))])
        }
        let directory = try directory(aws, clock: clock)
        func isMember() async throws -> Bool {
            try await directory.groups(of: "u-1", among: ["Approvers"]) == ["Approvers"]
        }
        #expect(try await isMember())
        // The group is renamed, and another one, in which nobody is, gets its name.
        holder.withLock { $0 = "id-7" }
        clock.advance(.seconds(59))
        #expect(try await isMember())
        clock.advance(.seconds(1))
        #expect(try await !isMember())
        clock.advance(.seconds(-3600))
        #expect(try await !isMember())
        #expect(aws.count("GetGroupId") == 3)
    }

    @Test("A group that is named by its id is not looked up by a name")
    func written() async throws {
        let aws = store(groups: 1)
        let groups = try await directory(aws).groups(of: "u-1", among: ["group:id-2", "group:\(Self.groupID)"])
        #expect(groups == ["group:id-2", "group:\(Self.groupID)"])
        #expect(aws.count("GetGroupId") == 0)
    }

    @Test("An id of no group does not hide the others")
    func absentID() async throws {
        let aws = store(groups: 1) { call, _ in
            call.operation == "IsMemberInGroups"
                && call.input["GroupIds"].elements.contains(.string(Self.groupID)) ? Self.notFound : nil
        }
        let log = WarningLog()
        let groups = try await directory(aws, log: log).groups(of: "u-1", among: ["Group 0", Self.groupID])
        #expect(groups == ["Group 0"])
        #expect(log.warnings.count == 1)
    }

    @Test(
        "Not being told is an error, not an absence",
        arguments: ["GetGroupId", "IsMemberInGroups"],
        ["AccessDeniedException", "ThrottlingException"]
    )
    func failure(operation: String, code: String) async throws {
        let aws = store(groups: 1) { call, _ in call.operation == operation ? .refusal(code) : nil }
        let error = await #expect(throws: DirectoryError.self) {
            try await directory(aws).groups(of: "u-1", among: ["Group 0"])
        }
        #expect(error?.kind == (code == "ThrottlingException" ? .throttled : .refused))
    }
}

/// Keeps warnings.
private final class WarningLog: Diagnostics {
    private let lines = Mutex<[String]>([])

    var warnings: [String] { lines.withLock(\.self) }

    func info(_ message: String) {}
    func warning(_ message: String) { lines.withLock { $0.append(message) } }
    func error(_ message: String) {}
}
