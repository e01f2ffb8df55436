// SPDX-License-Identifier: Apache-2.0

/// Looks at an event for Grant before it is sent, so that whoever fills in a form is told there what is wrong.
package enum EventCheck {
    /// What Grant would say is wrong with the fields; what the policy and AWS would say it cannot know.
    ///
    /// - Parameter event: with whoever it is for.
    package static func problems(inGrantEvent event: [String: JSONValue]) -> [FieldProblem] {
        let members = TypedFields.normalized(event)
        // The defaults are those of nobody: they are right, whatever they are.
        let rules = RequestRules(
            defaultPermissionSet: "AdministratorAccess",
            defaultDuration: .oneDay,
            maximumDuration: .maximum
        )
        let outcome = GrantCommandValidator(rules: rules, entryPoint: .direct)
            .validate(EventAction(members, for: .grant), members, lambdaRequestID: "check")
        guard case .invalid(let problems, _) = outcome else { return [] }
        return problems
    }
}
