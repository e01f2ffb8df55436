// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// What an administrator does with permission sets, and what there is of it in accounts.
extension SimulatedIdentityCenter {
    /// Tags a permission set so that fences may be written into it.
    public func manage(_ permissionSet: PermissionSet, sessionSeconds: Int64 = 3600) {
        setTags([CustomSetTag.managed: "true"], of: permissionSet)
        access { $0.contents.sessionSeconds[permissionSet.arn] = sessionSeconds }
    }

    /// Gives a permission set these tags and no other.
    public func setTags(_ tags: [String: String], of permissionSet: PermissionSet) {
        access { $0.contents.tags[permissionSet.arn] = tags }
    }

    /// Deletes a permission set, with all of its roles.
    public func delete(_ permissionSet: PermissionSet) {
        let now = simulation.now
        access { state in
            state.permissionSets[permissionSet.name] = nil
            for role in state.contents.roles.keys where role.permissionSetARN == permissionSet.arn {
                state.contents.deprovision(role, at: now)
            }
        }
    }

    /// Writes an inline policy as a tool does that knows nothing of ours: whatever was there is gone, and every account is
    /// brought to it. Nil deletes it.
    public func writePolicy(_ text: String?, of permissionSet: PermissionSet) {
        let now = simulation.now
        access { state in
            state.contents.policies[permissionSet.arn] = text
            state.contents.policiesByHand[permissionSet.arn] = text
            state.contents.writesByHand[permissionSet.arn, default: 0] += 1
            for role in state.contents.roles.keys where role.permissionSetARN == permissionSet.arn {
                state.contents.provision(role, at: now)
            }
        }
    }

    /// The inline policy of a permission set.
    public func policy(of permissionSet: PermissionSet) -> String? {
        access { $0.contents.policies[permissionSet.arn] }
    }

    /// Whether an administrator has written the policy since the invocation last read it.
    func isPolicyUnseen(of permissionSetARN: String, by invocation: String) -> Bool {
        access { $0.contents.isUnseen(permissionSetARN, by: invocation) }
    }

    /// How the next provisionings go, one after another.
    public func planProvisionings(_ courses: OperationCourse...) { access { $0.contents.courses += courses } }

    /// Whether a session that the user opened at `moment` can do nothing any more.
    public func isDenied(_ binding: Binding, sessionOpenedAt moment: Timestamp) -> Bool {
        access { $0.contents.isDenied(binding, sessionOpenedAt: moment) }
    }

    /// Whether the role of a permission set is in an account.
    public func hasRole(_ permissionSet: PermissionSet, in account: AccountID) -> Bool {
        access { $0.contents.roles[RoleKey(permissionSetARN: permissionSet.arn, accountID: account)] != nil }
    }

    /// Permission sets whose policy, but for what is ours, is not what an administrator wrote last.
    func policyProblems() -> [String] {
        access { state in
            let contents = state.contents
            var problems: [String] = []
            for arn in Set(contents.policies.keys).union(contents.policiesByHand.keys).sorted()
            where contents.policies[arn] != contents.policiesByHand[arn] {
                let now = PolicyOracle.withoutOurs(contents.policies[arn])
                let wanted = PolicyOracle.withoutOurs(contents.policiesByHand[arn])
                if now != wanted { problems.append("the administrator's policy of \(arn) is lost") }
            }
            return problems
        }
    }

    /// People with an assignment whose new sessions are shut out.
    func shutOutProblems() -> [String] {
        access { state in
            let contents = state.contents
            var problems: [String] = []
            for (binding, since) in contents.signIns {
                // Of the second in which an earlier access ended nothing can be told apart.
                if contents.isDenied(binding, sessionOpenedAt: since + .seconds(2)) {
                    problems.append("new sessions of \(binding.key) are shut out")
                }
            }
            return problems
        }
    }

    /// How often an administrator has written the policy of a permission set.
    func writesByHand(of permissionSetARN: String) -> Int {
        access { $0.contents.writesByHand[permissionSetARN] ?? 0 }
    }

    /// Sessions of before that could still be used, longer than `grace` after access had ended.
    ///
    /// - Parameter isExcused: whether it is on record that there was no room to shut somebody out.
    func openSessions(grace: Duration, _ isExcused: (Binding) -> Bool) -> [String] {
        let now = simulation.now
        return access { state in
            state.contents.endedSessions.compactMap { session in
                let arn = session.binding.permissionSetARN
                let length = Duration.seconds(state.contents.sessionSeconds[arn] ?? 3600)
                guard state.contents.tags[arn]?[CustomSetTag.managed] == "true",
                    session.before + grace < now, now < session.before + length,
                    // Whoever has the access again may use their sessions.
                    state.assignments[session.binding] == nil, !isExcused(session.binding),
                    !state.contents.isDenied(session.binding, sessionOpenedAt: session.before - .milliseconds(1))
                else { return nil }
                let since = session.before.iso8601
                return "sessions of \(session.binding.key) are open since \(since), and it is \(now.iso8601)"
            }
        }
    }

    /// Our statements that are still somewhere they have an effect.
    func fencesLeft() -> [String] {
        access { state in
            let policies = state.contents.policies.filter {
                PolicyOracle.statements($0.value).contains(where: PolicyOracle.isOurs)
            }
            let roles = state.contents.roles.filter { key, role in
                PolicyOracle.statements(role.policy).contains { statement in
                    PolicyOracle.isOurs(statement) && statement.canonicalText.contains("\"\(key.accountID)\"")
                }
            }
            return policies.keys.map { "a deny of ours in \($0)" }
                + roles.keys.map { "a deny of ours in account \($0.accountID)" }
        }
    }
}
