// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What the Identity Store says against the names of a policy.
enum DirectoryFindings {
    static func findings(
        _ names: [PolicyName],
        _ found: [PolicyName.Subject: PolicyDirectory.Found]
    ) -> [PolicyFinding] {
        names.compactMap { name in
            guard let subject = name.subject, let found = found[subject],
                let (code, message) = problem(name, found)
            else { return nil }
            return PolicyFinding(code: code, path: name.path, line: name.line, message: message)
        }
    }

    /// What is the matter with one of them; nil if nothing is.
    static func problem(
        _ name: PolicyName,
        _ found: PolicyDirectory.Found
    ) -> (code: PolicyFinding.Code, message: String)? {
        let (what, text) = (name.kind.rawValue, name.shown)
        switch found {
        case .nobody:
            if case .id(let id, _) = name.form {
                return (.idGone, "There is no \(what) with the id \(id) any more\(name.noted); remove it.")
            }
            return (.nameOfNobody, "There is no \(what) called \(text). Whoever gets the name one day is meant then.")
        case .several(let first, let second):
            let message =
                "\(text) is the user name of the user \(first) and an address of the user \(second), so both are refused. "
                + "Have one of them changed, and write user: and the id of the one who is meant."
            return (.nameOfSeveral, message)
        case .furtherAddress(let owner):
            return (
                .nameOfNobody,
                "\(text) is an address of \(owner) that is not marked as their primary one, so it names nobody. Write "
                    + "their user name or primary address."
            )
        case .one(_, let names, let isEnabled):
            if !isEnabled {
                return (.userDisabled, "The user \(text) is disabled in Identity Center.")
            }
            guard case .id(_, let noted?) = name.form,
                !names.contains(where: { $0.lowercased() == noted.lowercased() })
            else { return nil }
            let current = names.map { PlainText.line($0) }.joined(separator: " and ")
            return (
                .nameChanged,
                "The \(what) \(text) is called \(current) now. The id counts, so the policy is for the same \(what) as "
                    + "before; see whether that is meant, and note the name that it has."
            )
        }
    }
}

extension PolicyName {
    /// As people know it.
    var shown: String {
        switch form {
        case .name(let text), .pattern(let text): PlainText.line(text)
        case .id(let id, let name): name.map { PlainText.line($0) } ?? "\(kind.rawValue):\(id)"
        }
    }

    /// For a sentence about an id: the name that is noted beside it.
    fileprivate var noted: String {
        guard case .id(_, let name?) = form else { return "" }
        return " (\(PlainText.line(name)))"
    }
}
