// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Testing

/// Defects of the published native-AWS sample that lie in how it talks to AWS, each shown to be absent here. Those of
/// its protocol are in JITAccessTests and IntegrationTests.
@Suite("Defects of the published sample, on the wire")
struct NativeSolutionDefectTests {
    private func directory(_ aws: ScriptedAWS, _ configuration: FunctionConfiguration) throws -> IdentityCenterDirectory
    {
        IdentityCenterDirectory(try .scripted(aws), configuration: configuration)
    }

    @Test("Defect 3: permission sets and rows beyond the first page are not overlooked")
    func pagination() async throws {
        let aws = ScriptedAWS { call, _ in
            switch call.operation {
            case "ListPermissionSets":
                call.input["NextToken"].text.map { token in
                    token == "3"
                        ? .json(["PermissionSets": [.string(Sample.permissionSetARN)]])
                        : .json(["PermissionSets": ["arn:aws:sso:::permissionSet/x/ps-2"], "NextToken": "3"])
                } ?? .json(["PermissionSets": ["arn:aws:sso:::permissionSet/x/ps-1"], "NextToken": "2"])
            default:
                .json([
                    "PermissionSet": [
                        "PermissionSetArn": call.input["PermissionSetArn"],
                        "Name": call.input["PermissionSetArn"] == .string(Sample.permissionSetARN)
                            ? "LastOfAll" : call.input["PermissionSetArn"],
                    ]
                ])
            }
        }
        let directory = try directory(aws, Sample.configuredInstance())
        #expect(try await directory.permissionSet(named: "LastOfAll")?.arn == Sample.permissionSetARN)
        #expect(aws.count("ListPermissionSets") == 3)

        let table = ScriptedAWS { _, number in
            number < 4
                ? .json(["Items": [], "LastEvaluatedKey": ["assignment_id": ["S": "\(number)"]]])
                : .json(["Items": [["assignment_id": ["S": "found"], "expiry_timestamp": ["N": "1"]]]])
        }
        let ledger = DynamoDBLedger(try .scripted(table), configuration: try Sample.configuration())
        var key: String?
        var unreadable: [String] = []
        repeat {
            let page = try await ledger.publishedRows(after: key, activeAt: Sample.now)
            unreadable += page.unreadable
            key = page.next
        } while key != nil
        #expect(unreadable == ["found"])
    }

    @Test("Defect 4: of two instances none is picked by chance; both are named, and a setting chooses")
    func twoInstances() async throws {
        let aws = ScriptedAWS { call, _ in
            call.operation == "ListInstances"
                ? .json([
                    "Instances": [
                        ["InstanceArn": "arn:aws:sso:::instance/ssoins-one", "IdentityStoreId": "d-1"],
                        ["InstanceArn": "arn:aws:sso:::instance/ssoins-two", "IdentityStoreId": "d-2"],
                    ]
                ]) : .json(["UserId": "u-1"])
        }
        let undecided = try directory(aws, Sample.configuration())
        let error = await #expect(throws: DirectoryError.self) { try await undecided.userID(named: "ada") }
        #expect(error?.kind == .refused)
        for name in ["INSTANCE_ARN", "ssoins-one", "ssoins-two"] {
            #expect(error?.message.contains(name) == true)
        }
        #expect(aws.count("GetUserId") == 0)

        let chosen = try directory(aws, Sample.configuration(["INSTANCE_ARN": "arn:aws:sso:::instance/ssoins-two"]))
        #expect(try await chosen.userID(named: "ada") == "u-1")
        #expect(aws.inputs("GetUserId").allSatisfy { $0["IdentityStoreId"] == "d-2" })
    }

    @Test("Defect 5: a user is looked up exactly, never filtered from a list; nobody is nobody, not a crash")
    func userLookup() async throws {
        let aws = ScriptedAWS { _, _ in .refusal("ResourceNotFoundException") }
        let directory = try directory(aws, Sample.configuredInstance())
        #expect(try await directory.userID(named: "nobody@example.com") == nil)
        #expect(Set(aws.calls.map(\.operation)) == ["GetUserId"])
    }

    @Test("Defect 10: what is due is asked for to the second, by expiry and not by session")
    func dueToTheSecond() async throws {
        let aws = ScriptedAWS { _, _ in .json(["Items": []]) }
        let ledger = DynamoDBLedger(try .scripted(aws), configuration: try Sample.configuration())
        _ = try await ledger.due(at: Timestamp(milliseconds: 1_768_467_600_999), after: nil)
        #expect(aws.inputs("Query").first?["ExpressionAttributeValues"][":now"] == ["N": "1768467600"])
        #expect(aws.inputs("Query").first?["KeyConditionExpression"] == "due = :due AND due_at <= :now")
    }

    @Test("Defect 14: an audit record that cannot be written fails the whole step; nothing else is written")
    func auditFailure() async throws {
        let aws = ScriptedAWS { _, _ in .cancelled(["None", "ValidationError"]) }
        let ledger = DynamoDBLedger(try .scripted(aws), configuration: try Sample.configuration())
        let transaction = LedgerTransaction(
            changes: [.putBinding(try Sample.record(), expecting: .absent)],
            audit: [try Sample.auditRecord()]
        )
        await #expect(throws: LedgerError.self) { try await ledger.commit(transaction) }
        #expect(Set(aws.calls.map(\.operation)) == ["TransactWriteItems"])
    }
}
