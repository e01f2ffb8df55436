// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Synchronization
import Testing

@Suite("Permission sets are found by name")
struct PermissionSetLookupTests {
    private static func arn(_ number: Int) -> String { "arn:aws:sso:::permissionSet/ssoins-1/ps-\(number)" }

    /// Three pages, of ten each unless another number is given, called `Set1` to `Set30`; `describe` may answer instead.
    private func aws(
        pageSize: Int = 10,
        _ describe: @escaping @Sendable (_ number: Int, _ time: Int) -> ScriptedAWS.Answer? = { _, _ in nil }
    ) -> ScriptedAWS {
        let seen = Mutex<[Int: Int]>([:])
        return ScriptedAWS { call, _ in
            if call.operation == "ListPermissionSets" {
                let page = Int(call.input["NextToken"].text ?? "1") ?? 0
                let arns = (1...pageSize).map { JSONValue.string(Self.arn((page - 1) * pageSize + $0)) }
                var body: [String: JSONValue] = ["PermissionSets": .array(arns)]
                if page < 3 { body["NextToken"] = .string("\(page + 1)") }
                return .json(.object(body))
            }
            guard call.operation == "DescribePermissionSet", let arn = call.input["PermissionSetArn"].text,
                let number = Int(arn.split(separator: "-").last ?? "")
            else { return .refusal("ResourceNotFoundException") }
            let time = seen.withLock { seen in
                seen[number, default: 0] += 1
                return seen[number, default: 0]
            }
            return describe(number, time)
                ?? .json(["PermissionSet": ["PermissionSetArn": .string(arn), "Name": .string("Set\(number)")]])
        }
    }

    private func directory(_ aws: ScriptedAWS) throws -> IdentityCenterDirectory {
        IdentityCenterDirectory(try .scripted(aws), configuration: try Sample.configuredInstance())
    }

    @Test("A second look-up in the same container makes no call")
    func remembered() async throws {
        let aws = aws()
        let directory = try directory(aws)
        let found = try await directory.permissionSet(named: "Set25")
        #expect(found == PermissionSet(name: "Set25", arn: Self.arn(25), sessionSeconds: 3600))
        let calls = aws.calls.count
        #expect(try await directory.permissionSet(named: "Set25") == found)
        #expect(try await directory.permissionSet(named: "Set7")?.arn == Self.arn(7))
        #expect(aws.calls.count == calls)
    }

    @Test("Nothing is asked about after the name has been found: Identity Center allows few calls a second")
    func frugal() async throws {
        let aws = aws(pageSize: 100)
        #expect(try await directory(aws).permissionSet(named: "Set1") != nil)
        #expect(aws.count("ListPermissionSets") == 1)
        // Five at first, and some that begin before the answer about the first is there.
        #expect(aws.count("DescribePermissionSet") < 50)
    }

    @Test("At most five are asked about at a time")
    func inFlight() async throws {
        let aws = aws()
        aws.expectTogether(5)
        _ = try await directory(aws).permissionSet(named: "Set30")
        #expect(aws.mostInFlight == 5)
    }

    @Test("A name that is not there is looked for on every page, and what is known is not asked about again")
    func unknown() async throws {
        let aws = aws()
        let directory = try directory(aws)
        #expect(try await directory.permissionSet(named: "set1") == nil)
        #expect(try await directory.permissionSet(named: "Set31") == nil)
        #expect(aws.count("ListPermissionSets") == 6)
        #expect(aws.count("DescribePermissionSet") == 30)
    }

    @Test("One that is deleted between listing and describing does not spoil the look-up")
    func deleted() async throws {
        let aws = aws { number, _ in number == 3 ? .refusal("ResourceNotFoundException") : nil }
        #expect(try await directory(aws).permissionSet(named: "Set30")?.arn == Self.arn(30))
    }

    @Test("What was learned before a failure is not asked about again")
    func partial() async throws {
        let aws = aws { number, time in number == 2 && time == 1 ? .refusal("AccessDeniedException") : nil }
        let directory = try directory(aws)
        await #expect(throws: DirectoryError.self) { try await directory.permissionSet(named: "Set30") }
        #expect(try await directory.permissionSet(named: "Set30")?.arn == Self.arn(30))
        #expect(aws.count("DescribePermissionSet") == 31)
    }

    @Test("One that was deleted and made again under its name is found anew")
    func replaced() async throws {
        let generation = Mutex(1)
        let aws = ScriptedAWS.withInstance { call, _ in
            let arn = Self.arn(generation.withLock { $0 })
            return switch call.operation {
            case "ListPermissionSets": .json(["PermissionSets": [.string(arn)]])
            case "DescribePermissionSet":
                .json(["PermissionSet": ["PermissionSetArn": .string(arn), "Name": "ReadOnlyAccess"]])
            default:
                call.input["PermissionSetArn"].text == arn
                    ? .json(["AccountAssignments": []]) : .refusal("ResourceNotFoundException")
            }
        }
        let directory = try directory(aws)
        #expect(try await directory.permissionSet(named: "ReadOnlyAccess")?.arn == Self.arn(1))
        generation.withLock { $0 = 2 }
        // The grant that finds out fails; the next one must not.
        let old = Binding(userID: "u-1", accountID: try Sample.accountID(), permissionSetARN: Self.arn(1))
        #expect(try await !directory.isAssigned(old))
        #expect(try await directory.permissionSet(named: "ReadOnlyAccess")?.arn == Self.arn(2))
    }
}
