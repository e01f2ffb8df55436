// SPDX-License-Identifier: Apache-2.0

extension PolicyRule {
    /// Why its paths tell apart what nothing can tell apart; nil if they do not.
    ///
    /// A call that a person signs is `cli`, be it made by the command or by a page on their own computer, and what Slack or
    /// a portal passes on is `console`. A person chooses, so a rule that is for one of the two is none for people.
    var pathProblem: String? {
        guard principals.kinds?.contains(.user) ?? true, paths.contains(.cli) != paths.contains(.console) else {
            return nil
        }
        let (named, other) = paths.contains(.cli) ? ("cli", "console") : ("console", "cli")
        let consequence =
            terms == nil
            ? "Whoever is denied something by way of \(named) asks for it by way of \(other)."
            : "Nothing that can be trusted tells the command from a page in a browser, and people choose their way."
        return
            "The rule \(name) is for people by way of \(named) and not of \(other). \(consequence) Write both paths, or "
            + "narrow the rule to the kinds of principals that are no people: \"kinds\": [\"workload\", \"agent\"]."
    }
}
