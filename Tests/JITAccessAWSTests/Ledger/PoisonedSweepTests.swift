// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Synchronization
import Testing

@testable import JITAccess
@testable import JITAccessAWS

/// Whole sweeps over the adapter's own items, with DynamoDB's answers.
@Suite("A number that somebody has put into an item")
struct PoisonedSweepTests {
    /// The items of each kind that Revoke's sweep may find due.
    private static func items() throws -> [(String, Item)] {
        var generator = SeededGenerator(seed: 3)
        let fence = Fence(
            userID: Sample.userID,
            accountID: try Sample.accountID(),
            userEmail: "ada@example.com",
            requestIDs: [try Sample.requestID()],
            endedAt: Sample.now,
            sessionSeconds: 3600,
            state: .standing(since: Sample.now)
        )
        let granting = Lease.State.granting(Lease.Granting(recoverAt: Sample.now - .seconds(60), creationID: "c-1"))
        let claimed = BindingRecord.Revocation(
            claim: BindingRecord.Claim(owner: "i-0", until: Sample.now - .seconds(60)),
            failedAttempts: 3,
            nextTryAt: Sample.now
        )
        let made = generator.reconcile()
        let reconcile = try #require(made)
        return [
            ("a binding", BindingItem.item(try due(Sample.record()))),
            (
                "a binding that is being granted",
                BindingItem.item(try due(Sample.record([Sample.requestID(): Sample.lease(granting)])))
            ),
            ("a binding that is being removed", BindingItem.item(try due(Sample.record(revocation: claimed)))),
            (
                "a removal",
                EndedItem.item(
                    EndedBinding(binding: try Sample.binding(), endedAt: Sample.now - .seconds(900), dueAt: Sample.now)
                )
            ),
            (
                "a custom permission set",
                CustomSetItem.item(
                    CustomSetRecord(
                        requestID: try Sample.requestID(),
                        name: "JIT-1",
                        userID: Sample.userID,
                        userEmail: "ada@example.com",
                        accountID: try Sample.accountID(),
                        state: .made(arn: Sample.permissionSetARN),
                        dueAt: Sample.now,
                        failedAttempts: 2,
                        version: 4
                    )
                )
            ),
            (
                "an order for a fence",
                FenceItem.item(
                    FenceOrder(
                        permissionSetARN: Sample.permissionSetARN,
                        permissionSet: "Admin",
                        fence: fence,
                        dueAt: Sample.now,
                        version: 1
                    )
                )
            ),
            (
                "fences",
                FenceItem.item(
                    FenceRecord(
                        permissionSetARN: Sample.permissionSetARN,
                        permissionSet: "Admin",
                        fences: [fence],
                        failedAttempts: 2,
                        nextTryAt: Sample.now,
                        version: 3
                    )
                )
            ),
            ("the search", SearchItem.item(generator.search())),
            ("the reconcile", ReconcileItem.item(reconcile)),
        ]
    }

    private static func due(_ record: BindingRecord) throws -> BindingRecord {
        var record = record
        for id in record.leases.keys { record.leases[id]?.expiresAt = Sample.now - .seconds(60) }
        return record
    }

    /// The request of that lease, which bears it out.
    private static func request(of record: BindingRecord) throws -> Item {
        var item = RequestItem.item(try Sample.request())
        item["assignment_id"] = "request#req-2"
        item["request_id"] = "req-2"
        item["user_id"] = .string(record.binding.userID)
        item["permission_set_arn"] = .string(record.binding.permissionSetARN)
        item["expires_at"] = .integer(record.expiresAt.seconds)
        return item
    }

    /// The binding of somebody else, whose time is over.
    private static func other() throws -> BindingRecord {
        let binding = Binding(
            userID: "906769aa66-00000000-0000-4000-8000-000000000000",
            accountID: try Sample.accountID(),
            permissionSetARN: Sample.permissionSetARN
        )
        let lease = Lease(state: .active, durationSeconds: 60, expiresAt: Sample.now - .seconds(60))
        return BindingRecord(
            binding: binding,
            userEmail: "grace@example.com",
            permissionSet: "Admin",
            createdAt: Sample.now,
            leases: [try Sample.requestID("req-2"): lease],
            version: 9
        )
    }

    /// The item with one of its numbers changed, at any depth.
    private static func damaged(_ item: Item) -> [Item] {
        var items: [Item] = []
        func with(_ name: String, _ value: AttributeValue) {
            var changed = item
            changed[name] = value
            items.append(changed)
        }
        for (name, value) in item.sorted(by: { $0.key < $1.key }) {
            switch value {
            case .number:
                for extreme in ItemBoundsTests.extremes { if case .number = extreme { with(name, extreme) } }
            case .map(let map): for inner in damaged(map) { with(name, .map(inner)) }
            case .list(let list):
                for (index, element) in list.enumerated() {
                    for inner in damaged(element.mapValue ?? [:]) {
                        var changed = list
                        changed[index] = .map(inner)
                        with(name, .list(changed))
                    }
                }
            default: break
            }
        }
        return items
    }

    @Test("ends no sweep, and keeps no other access open", arguments: 0..<9)
    func sweep(kind: Int) async throws {
        let (name, item) = try Self.items()[kind]
        let other = try Self.other()
        let witness = try JSONValue(Self.request(of: other))
        let damaged = Self.damaged(item)
        #expect(!damaged.isEmpty, "\(name)")
        for poisoned in damaged {
            let items = try JSONValue.array([JSONValue(poisoned), JSONValue(BindingItem.item(other))])
            let aws = ScriptedAWS { call, _ in
                if call.operation == "GetItem", call.input["Key"]["assignment_id"]["S"] == "request#req-2" {
                    return .json(["Item": witness])
                }
                guard call.operation == "Query", call.input["IndexName"] == "due-index" else {
                    return .json(["Items": []])
                }
                return .json(["Items": items])
            }
            let ledger = DynamoDBLedger(try .scripted(aws), configuration: try Sample.configuration())
            _ = try await Self.sweep(ledger).run()
            let ended = aws.inputs("TransactWriteItems").flatMap { $0["TransactItems"].elements }
                .contains { $0["Delete"]["Key"]["assignment_id"] == ["S": .string(other.binding.key)] }
            #expect(ended, "\(name): \(poisoned)")
            guard ended else { return }
        }
    }

    private static func sweep(_ ledger: DynamoDBLedger) throws -> Sweep {
        let center = QuietIdentityCenter()
        return Sweep(
            surroundings: Surroundings(
                ledger: ledger,
                directory: center,
                alerts: QuietAlerts(),
                clock: StillClock(),
                random: Half(),
                log: QuietLog(),
                protectedAccounts: ProtectedAccounts(own: nil, named: [])
            ),
            remover: center,
            setDeleter: center,
            fencing: Fencing(.on, fencer: center),
            invocation: Invocation(requestID: "i-1", deadline: Sample.now + .seconds(60), channel: .direct)
        )
    }
}

/// An Identity Center that does at once what it is asked for.
private struct QuietIdentityCenter: AccessDirectory, AssignmentRemover, PermissionSetDeleter, PermissionSetFencer {
    private var done: AssignmentOperation { AssignmentOperation(id: "o-1", status: .succeeded, awsRequestID: "a-1") }

    func userID(named name: String) async throws(DirectoryError) -> String? { nil }
    func user(id: String) async throws(DirectoryError) -> DirectoryUser? { nil }
    func groups(of userID: String, among names: Set<String>) async throws(DirectoryError) -> Set<String> { [] }
    func facts(
        about account: AccountID,
        organizationalUnits: Bool,
        tags: Bool
    ) async throws(DirectoryError) -> AccountFacts? { nil }
    func managementAccount() async throws(DirectoryError) -> AccountID { throw DirectoryError(.refused, "no") }
    func permissionSet(named name: String) async throws(DirectoryError) -> PermissionSet? { nil }
    func isAssigned(_ binding: Binding) async throws(DirectoryError) -> Bool { true }
    func creation(_ id: String) async throws(DirectoryError) -> AssignmentOperation { done }

    func remove(_ binding: Binding) async throws(DirectoryError) -> AssignmentOperation? { done }
    func removal(_ id: String) async throws(DirectoryError) -> AssignmentOperation { done }

    func delete(named name: String, arn: String?, of request: RequestID) async throws(DirectoryError)
        -> PermissionSetDeletion
    { .deleted }

    func facts(about permissionSetARN: String) async throws(DirectoryError) -> PermissionSetFacts? {
        PermissionSetFacts(name: "AdministratorAccess", tags: [CustomSetTag.managed: "true"], sessionSeconds: 3600)
    }
    func inlinePolicy(of permissionSetARN: String) async throws(DirectoryError) -> String? { nil }
    func setInlinePolicy(_ text: String?, of permissionSetARN: String) async throws(DirectoryError) {}
    func accounts(with permissionSetARN: String) async throws(DirectoryError) -> Set<AccountID> { [] }
    func provision(
        _ permissionSetARN: String,
        to account: AccountID
    ) async throws(DirectoryError) -> AssignmentOperation { done }
    func provisioning(_ id: String) async throws(DirectoryError) -> AssignmentOperation { done }
}

private struct QuietAlerts: Alerts {
    func send(_ alert: Alert) async throws(AlertError) {}
}

private struct QuietLog: Diagnostics {
    func info(_ message: String) {}
    func warning(_ message: String) {}
    func error(_ message: String) {}
}

private struct Half: RandomSource {
    func fraction() -> Double { 0.5 }
}

/// Stands still, but for short waits: those it takes for over at once. A long one lasts until it is cancelled.
private final class StillClock: AccessClock {
    private let waited = Mutex(Duration.zero)

    func now() -> Timestamp { Sample.now + waited.withLock { $0 } }

    func sleep(for duration: Duration) async {
        guard duration < .seconds(20) else {
            try? await Task.sleep(for: duration)
            return
        }
        waited.withLock { $0 += duration }
    }
}
