// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

extension CustomPermissionSet {
    private static let fields = ["managed_policies", "inline_policy", "session_duration"]

    /// Reads ``json`` as the ledger keeps it; nil if it is not what was written, or would not be accepted any more.
    public init?(stored text: String) {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) else { return nil }
        var problems: [FieldProblem] = []
        guard let read = Self.read(value, field: "", problems: &problems) else { return nil }
        self = read
    }

    /// Reads one as events write it and the ledger keeps it.
    ///
    /// - Parameters:
    ///   - field: The name of the event's field, for problems.
    ///   - problems: Gets everything that is wrong; then the result is nil.
    package static func read(
        _ value: JSONValue,
        field: String,
        problems: inout [FieldProblem]
    ) -> CustomPermissionSet? {
        guard case .object(let members) = value else {
            problems.append(FieldProblem(field, "must be an object with managed_policies, inline_policy or both"))
            return nil
        }
        var found: [FieldProblem] = []
        for name in members.keys.sorted() where !fields.contains(name) {
            let meant = NearMiss.of(name, among: fields).map { "; did you mean \($0)?" } ?? ""
            found.append(FieldProblem("\(field).\(NearMiss.printable(name))", "is not a known field\(meant)"))
        }
        let policies = managedPolicies(members["managed_policies"], "\(field).managed_policies", &found)
        let inline = members["inline_policy"].flatMap { value in
            value == .null ? nil : InlinePolicy(value, field: "\(field).inline_policy", problems: &found)
        }
        let seconds = sessionSeconds(members["session_duration"], "\(field).session_duration", &found)
        if found.isEmpty, policies.isEmpty, inline == nil {
            found.append(
                FieldProblem(field, "must have managed_policies, inline_policy or both: it would give nothing")
            )
        }
        problems += found
        guard found.isEmpty else { return nil }
        return CustomPermissionSet(managedPolicies: policies, inlinePolicy: inline, sessionSeconds: seconds)
    }

    private static func managedPolicies(
        _ value: JSONValue?,
        _ field: String,
        _ problems: inout [FieldProblem]
    ) -> [ManagedPolicy] {
        guard let value, value != .null else { return [] }
        guard case .array(let elements) = value, elements.count <= maximumManagedPolicies else {
            problems.append(FieldProblem(field, "must be a list of at most \(maximumManagedPolicies) managed policies"))
            return []
        }
        return elements.enumerated().compactMap { index, element in
            if case .string(let text) = element, let policy = ManagedPolicy(text) { return policy }
            let expectation =
                "must be the name or ARN of a managed policy of AWS's, such as ReadOnlyAccess or "
                + "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
            problems.append(FieldProblem("\(field)[\(index)]", expectation))
            return nil
        }
    }

    /// An hour unless it is given.
    private static func sessionSeconds(
        _ value: JSONValue?,
        _ field: String,
        _ problems: inout [FieldProblem]
    ) -> Int64 {
        guard let value, value != .null else { return Self.sessionSeconds.lowerBound }
        if case .string(let text) = value, let seconds = LeaseDuration(parsing: text)?.seconds,
            Self.sessionSeconds.contains(seconds), seconds % 60 == 0
        {
            return seconds
        }
        problems.append(FieldProblem(field, "must be a length from 1h to 12h in whole minutes, such as 2h or PT1H30M"))
        return Self.sessionSeconds.lowerBound
    }
}
