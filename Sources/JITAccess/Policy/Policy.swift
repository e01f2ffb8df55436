// SPDX-License-Identifier: Apache-2.0

import Hashing

/// Who may have which access, for how long, and who must approve it: the content of `policy.json`.
///
/// It decides by what it is asked and nothing else, so the same question always has the same answer.
public struct Policy: Sendable {
    /// The most bytes a policy may have.
    public static let maximumBytes = 1_000_000

    /// SHA-256 of the file's bytes, hexadecimal.
    public let hash: String

    /// The tag of an account whose value names its owners; nil if there is none.
    public var accountOwnerTag: String? { people.ownerTag }

    /// Which facts it asks about.
    public let needs: PolicyNeeds

    let rules: [PolicyRule]
    let actors: [PolicyActor]
    let integrations: [String: PolicyIntegration]
    let people: PolicyPeople

    /// The file, for the digests of its rules.
    let bytes: [UInt8]

    /// Reads a policy.
    ///
    /// - Parameters:
    ///   - bytes: the content of the file: JSON as docs/policy.md describes it.
    ///   - defaultPermissionSet: what `@default` stands for.
    /// - Throws: ``PolicyProblem`` that says what is wrong, where, and what would be right.
    public init(parsing bytes: [UInt8], defaultPermissionSet: String) throws(PolicyProblem) {
        guard bytes.count <= Self.maximumBytes else {
            throw PolicyProblem("has \(bytes.count) bytes; at most \(Self.maximumBytes) are accepted")
        }
        do {
            hash = Hexadecimal.encode(try SHA256.digest(bytes))
        } catch {
            throw PolicyProblem("cannot be hashed: \(error)")
        }
        let draft: PolicyDraft
        do {
            draft = try PolicyDraft(parsing: bytes, defaultPermissionSet: defaultPermissionSet)
        } catch {
            throw PolicyProblem(error)
        }
        self.bytes = bytes
        rules = draft.rules
        people = draft.people
        actors = draft.actors
        integrations = draft.integrations
        needs = PolicyNeeds(rules, people)
    }

    /// A policy that lends nothing and knows nobody.
    static let nothing = Policy()

    private init() {
        hash = ""
        bytes = []
        rules = []
        people = PolicyPeople()
        actors = []
        integrations = [:]
        needs = PolicyNeeds(rules, people)
    }

    /// By what requests can be made: the function's URL, the function itself, and the aliases of integrations.
    public var entryPoints: [EntryPoint] {
        [.functionURL, .direct] + integrations.values.map(\.entryPoint).sorted()
    }

    /// Which accounts each of its rules is for.
    package var accountSelectors: [AccountSelector] { rules.map(\.accounts) }

    /// The integration whose alias has this name.
    public func integration(_ name: String) -> PolicyIntegration? {
        integrations[name]
    }

    /// The actor that this ARN of a user, a role or a session of a role belongs to; the first in the file, if several.
    public func actor(arn: String) -> PolicyActor? {
        actors.first { $0.arn.matches(arn) }
    }

    /// The groups whose membership matters for a request on `account`: those that the policy mentions and those that
    /// the account's tag names as owners.
    public func groups(for account: PolicyAccount) -> Set<String> {
        guard let accountOwnerTag else { return needs.groups }
        return needs.groups.union(AccountOwners(tag: account.tags[accountOwnerTag]).groups)
    }
}
