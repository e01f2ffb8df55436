// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    private enum IntegrationKey: String, KnownWord {
        case paths, actions, users

        static let words = KnownWords(Self.self)
    }

    private enum ActorKey: String, KnownWord {
        case name, arn, kind, path, actions, users

        static let words = KnownWords(Self.self)
    }

    mutating func integrations() throws(JSONProblem) -> [String: PolicyIntegration] {
        var integrations: [String: PolicyIntegration] = [:]
        try beginObject()
        while let name = try nextName() {
            guard let entryPoint = EntryPoint(alias: name), integrations.count < PolicyLimits.entries else {
                throw problem(
                    "must be the name of an alias: up to \(EntryPoint.maximumLength) letters, digits, - and _, not only "
                        + "digits, and neither url nor direct"
                )
            }
            integrations[name] = try integration(entryPoint)
        }
        return integrations
    }

    private mutating func integration(_ entryPoint: EntryPoint) throws(JSONProblem) -> PolicyIntegration {
        var path: AccessPath?
        var actions: Set<PolicyAction>?
        var users: [Pattern]?
        let start = offsetOfNext()
        try beginObject()
        while let key = try nextMember(IntegrationKey.self, of: "an integration") {
            switch key {
            case .paths: path = try onlyPath()
            case .actions:
                let place = offsetOfNext()
                let named = try self.actions()
                guard !named.contains(.reconcile) else {
                    throw problem("must not have reconcile: an integration speaks for people; use an actor", at: place)
                }
                actions = named
            case .users: users = try people()
            }
        }
        guard let path, let actions, let users else {
            throw problem("must have paths, actions and users, the people it may speak for", at: start)
        }
        return PolicyIntegration(entryPoint: entryPoint, path: path, actions: actions, users: users)
    }

    /// The one path of an integration: with two, something that it sends would have to choose between them.
    private mutating func onlyPath() throws(JSONProblem) -> AccessPath {
        let place = offsetOfNext()
        let paths = try pathList()
        guard paths.count == 1, let path = paths.first else {
            throw problem(
                "must have one path: nothing that an integration sends chooses between two; give another path another alias",
                at: place
            )
        }
        return path
    }

    mutating func actors() throws(JSONProblem) -> [PolicyActor] {
        try list { reader throws(JSONProblem) in try reader.actor() }
    }

    private mutating func actor() throws(JSONProblem) -> PolicyActor {
        var name: String?
        var arn: ActorARN?
        var kind: PrincipalKind?
        var path: AccessPath?
        var actions: Set<PolicyAction>?
        var users: [Pattern]?
        let start = offsetOfNext()
        try beginObject()
        while let key = try nextMember(ActorKey.self, of: "an actor") {
            switch key {
            case .name: name = try text(PolicyLimits.nameCharacters)
            case .arn: arn = try parsed(Self.arnExpectation) { ActorARN($0) }
            case .kind:
                kind = try parsed("\"workload\" or \"agent\"") {
                    PrincipalKind(rawValue: $0).flatMap { $0 == .user ? nil : $0 }
                }
            case .path: path = try choice(AccessPath.self)
            case .actions: actions = try self.actions()
            case .users: users = try people()
            }
        }
        guard let name, let arn, let kind, let path, let actions, let users else {
            throw problem("must have name, arn, kind, path, actions and users, the people it may speak for", at: start)
        }
        return PolicyActor(name: name, kind: kind, path: path, actions: actions, arn: arn, users: users)
    }

    private static let arnExpectation = """
        an ARN such as "arn:aws:iam::111122223333:role/deploy-*" or "arn:aws:iam::111122223333:user/ci", with patterns \
        in the name only, and a role without its path
        """

    private mutating func actions() throws(JSONProblem) -> Set<PolicyAction> {
        Set(try list { reader throws(JSONProblem) in try reader.choice(PolicyAction.self) })
    }
}
