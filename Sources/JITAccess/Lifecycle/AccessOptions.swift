// SPDX-License-Identifier: Apache-2.0

/// What there is to ask for. Reading only.
public protocol AccessCatalog: Sendable {
    /// Every account of the organization that is active; what was listed some minutes ago may do.
    func accounts() async throws(DirectoryError) -> [ListedAccount]

    /// The names of all permission sets.
    func permissionSetNames() async throws(DirectoryError) -> [String]
}

/// An account in a list to choose from.
public struct ListedAccount: Sendable, Equatable {
    public let id: AccountID
    public let name: String

    /// Creates an account.
    public init(id: AccountID, name: String) {
        self.id = id
        self.name = name
    }
}

/// What somebody could ask for.
struct OptionsQuestion: Equatable {
    /// Part of a name, or of an account's number; everything matches nothing.
    let matching: String

    /// The account whose permission sets are wanted; nil to choose an account.
    let accountID: AccountID?
}

/// Tells a person what they could ask for, so that a form offers nothing that the policy refuses. It is the policy's own
/// word, and no more than a help: what is asked for is decided when it is asked for.
struct AccessOptions {
    /// The most of one list; who has more types another letter.
    static let limit = 100

    let context: GrantContext
    let catalog: (any AccessCatalog)?

    func answer(_ question: OptionsQuestion) async throws(Refusal) -> Answer {
        guard let person = context.mandate.person else {
            throw Refusal(.actorNotAllowed, "\(context.speaker.name) is no person, so nothing is offered to them.")
        }
        guard let catalog else {
            throw Refusal(.directoryUnavailable, "What there is to ask for is not known here. Try again.")
        }
        guard let accountID = question.accountID else { return try await accounts(question.matching, catalog) }
        return try await permissionSets(on: accountID, for: person, question.matching, catalog)
    }

    private func accounts(_ text: String, _ catalog: any AccessCatalog) async throws(Refusal) -> Answer {
        let all = try refusing(await attempt { () throws(DirectoryError) in try await catalog.accounts() })
        let found = all.filter { text.isEmpty || $0.id.description.contains(text) || Self.matches($0.name, text) }
            .sorted { ($0.name, $0.id.description) < ($1.name, $1.id.description) }
        let shown: [JSONValue] = found.prefix(Self.limit).map {
            ["id": .string($0.id.description), "name": .string($0.name)]
        }
        return Answer(statusCode: 200, body: ["accounts": .array(shown), "more": .bool(found.count > shown.count)])
    }

    private func permissionSets(
        on accountID: AccountID,
        for person: DirectoryUser,
        _ text: String,
        _ catalog: any AccessCatalog
    ) async throws(Refusal) -> Answer {
        async let listed = attempt { () throws(DirectoryError) in try await catalog.permissionSetNames() }
        let account = try await context.resolver.accountWithProtection(accountID)
        let known = try await context.resolver.person(person.id, named: person.userName, for: account)
        let names = try refusing(await listed)
        let allowed = names.filter { name in
            // Those of requests are for these requests alone.
            guard text.isEmpty || Self.matches(name, text), !name.hasPrefix(CustomPermissionSet.namePrefix) else {
                return false
            }
            let question = PolicyQuestion(
                principal: known.principal(context.mandate.principalKind),
                path: context.mandate.path,
                account: account.forPolicy,
                permissionSet: .named(name),
                duration: .minimum,
                start: context.now
            )
            return !context.policy.ways(to: question).isEmpty
        }
        let shown = allowed.sorted().prefix(Self.limit)
        return Answer(
            statusCode: 200,
            body: [
                "account_id": .string(accountID.description),
                "permission_sets": .array(shown.map(JSONValue.string)),
                "more": .bool(allowed.count > shown.count),
            ]
        )
    }

    private static func matches(_ name: String, _ text: String) -> Bool {
        name.lowercased().contains(text.lowercased())
    }
}

extension GrantCommandValidator {
    func options(_ members: [String: JSONValue]) -> Validated<GrantCommand> {
        var event = EventFields(members, known: ["action", "account_id", "matching", "requester", "source"])
        let accountID = event.accountID()
        let matching = event.text("matching", limit: 100)
        guard event.problems.isEmpty else { return .invalid(event.problems, AuditSubject()) }
        return .valid(.options(OptionsQuestion(matching: matching ?? "", accountID: accountID)))
    }
}
