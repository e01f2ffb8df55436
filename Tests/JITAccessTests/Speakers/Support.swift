// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import Synchronization

@testable import JITAccess

/// People and accounts to be looked up, and what was.
final class KnownPeople: AccessDirectory {
    static let ada = DirectoryUser(
        id: "user-ada",
        userName: "ada",
        primaryEmail: "ada@example.com",
        isEnabled: true
    )
    static let alan = DirectoryUser(
        id: "user-alan",
        userName: "Alan@example.com",
        primaryEmail: "alan@example.com",
        isEnabled: true
    )
    static let gone = DirectoryUser(
        id: "user-gone",
        userName: "gone@example.com",
        primaryEmail: nil,
        isEnabled: false
    )
    static let outsider = DirectoryUser(
        id: "user-outsider",
        userName: "olga@partner.example",
        primaryEmail: nil,
        isEnabled: true
    )
    static let all = [ada, alan, gone, outsider]

    /// The only account of the organization.
    static let account = "111122223333"

    private let isAvailable: Bool
    private let people: [DirectoryUser]
    private let lookUps = Mutex<[String]>([])

    init(_ people: [DirectoryUser] = all, isAvailable: Bool = true) {
        self.isAvailable = isAvailable
        self.people = people
    }

    /// What was looked up.
    var asked: [String] { lookUps.withLock { $0 } }

    private func ask(_ what: String) throws(DirectoryError) {
        lookUps.withLock { $0.append(what) }
        guard isAvailable else { throw DirectoryError(.unavailable, "No answer.") }
    }

    /// As Identity Center: by user name, whatever its case, or by e-mail address.
    func userID(named name: String) async throws(DirectoryError) -> String? {
        try ask("user \(name)")
        let byName = people.first { $0.userName.lowercased() == name.lowercased() }
        let byAddress = people.first { $0.primaryEmail == name }
        if let byName, let byAddress, byName.id != byAddress.id {
            let shared = SharedName(name, userNameOf: byName.id, addressOf: byAddress.id)
            throw DirectoryError(.ambiguous(shared), "Two users have the name.")
        }
        return (byName ?? byAddress)?.id
    }

    func user(id: String) async throws(DirectoryError) -> DirectoryUser? {
        try ask("id \(id)")
        return people.first { $0.id == id }
    }

    func facts(
        about account: AccountID,
        organizationalUnits: Bool,
        tags: Bool
    ) async throws(DirectoryError) -> AccountFacts? {
        try ask("account \(account)")
        guard account.description == Self.account else { return nil }
        return AccountFacts(id: account, name: "Example", isActive: true)
    }

    func managementAccount() async throws(DirectoryError) -> AccountID { Example.managementAccount }

    func groups(of userID: String, among names: Set<String>) async throws(DirectoryError) -> Set<String> { [] }
    func permissionSet(named name: String) async throws(DirectoryError) -> PermissionSet? { nil }
    func isAssigned(_ binding: Binding) async throws(DirectoryError) -> Bool { false }

    func creation(_ id: String) async throws(DirectoryError) -> AssignmentOperation {
        AssignmentOperation(id: id, status: .succeeded)
    }
}

/// A policy that knows a few actors and integrations.
struct ExamplePolicy: KnownActors {
    func actor(arn: String) -> PolicyActor? { Self.policy?.actor(arn: arn) }
    func integration(_ name: String) -> PolicyIntegration? { Self.policy?.integration(name) }

    private static let policy = try? Policy(parsing: Array(text.utf8), defaultPermissionSet: "AdministratorAccess")

    private static let text = """
        {
          "version": 1,
          "actors": [
            {"name": "deploy", "arn": "arn:aws:iam::111122223333:role/deploy-*", "kind": "workload", "path": "pipeline",
             "actions": ["request", "status", "approve"], "users": ["*@example.com"]},
            {"name": "helper", "arn": "arn:aws:iam::111122223333:user/helper", "kind": "agent", "path": "agent",
             "actions": ["request", "revoke"], "users": ["ada"]},
            {"name": "everything", "arn": "arn:aws:iam::111122223333:role/AWSReserved*", "kind": "agent",
             "path": "agent", "actions": ["request"], "users": ["*"]}
          ],
          "integrations": {
            "servicenow": {"paths": ["itsm"], "users": ["*@example.com"],
              "actions": ["request", "approve", "reject", "cancel", "extend", "status", "list", "revoke"]},
            "slack": {"paths": ["console"], "actions": ["request", "approve"], "users": ["ada"]}
          },
          "rules": []
        }
        """
}

/// What came of an event.
enum Hearing: Equatable {
    case heard(SpokenEvent)
    case refused(UnheardEvent)

    var spoken: SpokenEvent? {
        guard case .heard(let event) = self else { return nil }
        return event
    }

    var refused: UnheardEvent? {
        guard case .refused(let event) = self else { return nil }
        return event
    }

    var refusal: Refusal? { refused?.refusal }

    /// The speaker on record.
    var speaker: Speaker {
        switch self {
        case .heard(let event): event.speaker
        case .refused(let event): event.speaker
        }
    }

    /// `heard`, or the code of the refusal.
    var outcome: String { refusal?.code.rawValue ?? "heard" }
}

/// The roles of the account of the functions. Unless it is said otherwise, Identity Center has made whatever is asked for.
struct KnownRoles: RoleDirectory {
    var path = "/aws-reserved/sso.amazonaws.com/eu-central-1/"

    /// Nil answers with the id that is asked for.
    var id: String?

    /// Nil answers with the name that is asked for.
    var name: String?
    var exists = true
    var isAvailable = true

    func role(named name: String, id: String) async throws(DirectoryError) -> IAMRole? {
        guard isAvailable else { throw DirectoryError(.unavailable, "No answer.") }
        return exists ? IAMRole(name: self.name ?? name, id: self.id ?? id, path: path) : nil
    }
}

/// Establishes who speaks.
func hear(
    _ event: String,
    from channel: Channel,
    by function: EventAction.Function = .grant,
    _ people: KnownPeople = KnownPeople(),
    roles: KnownRoles = KnownRoles(),
    in account: String? = KnownPeople.account
) async -> Hearing {
    let establisher = SpeakerEstablisher(
        directory: people,
        roles: roles,
        actors: ExamplePolicy(),
        function: function,
        in: account.flatMap(AccountID.init(_:))
    )
    do throws(UnheardEvent) {
        return .heard(try await establisher.establish(Array(event.utf8), from: channel))
    } catch {
        return .refused(error)
    }
}

/// What Lambda makes of a request to the function's URL.
struct URLEvent {
    static let adaARN = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_ReadOnly_0123456789abcdef/ada"

    var body: String? = "{}"
    var arn: String? = adaARN
    var account = "111122223333"
    var method = "POST"
    var contentType: String? = "application/json"
    var version = "2.0"
    var isBase64Encoded = false

    /// Nil for the one that goes with the ARN.
    var callerID: String?
    static let roleID = "AROAEXAMPLEEXAMPLE123"

    private var id: String {
        callerID ?? "\(Self.roleID):\(arn?.split(separator: "/").last.map(String.init) ?? "")"
    }

    var text: String {
        var iam: [String: JSONValue] = ["accountId": .string(account), "callerId": .string(id), "userId": "x"]
        iam["userArn"] = arn.map(JSONValue.string)
        var event: [String: JSONValue] = [
            "version": .string(version), "routeKey": "$default", "rawPath": "/", "rawQueryString": "",
            "headers": .object(contentType.map { ["content-type": .string($0)] } ?? [:]),
            "requestContext": [
                "accountId": "123456789012", "authorizer": ["iam": .object(iam)],
                "http": ["method": .string(method), "path": "/"],
            ],
            "isBase64Encoded": .bool(isBase64Encoded),
        ]
        event["body"] = body.map(JSONValue.string)
        return JSONValue.object(event).canonicalText
    }
}
