// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import JITAccess

/// What a reconcile answers, as people read it.
enum ReconcileReport {
    /// Differences are left.
    static let differencesLeft = ExitCode(6)

    static func text(of answer: AnswerObject) -> String {
        guard answer.text("error") == nil else { return RequestText.text(of: answer) }
        var lines = [PlainText.line(answer.text("message") ?? "")]
        lines.append(TextTable.rows(facts(of: answer)))
        let findings = answer.objects("findings")
        if !findings.isEmpty { lines.append("\n" + table(findings).text) }
        if let total = answer.number("findings_total"), total > Int64(findings.count) {
            let id = answer.text("reconcile_id") ?? ""
            lines.append("\(total - Int64(findings.count)) more: hourglass audit show \(PlainText.line(id))")
        }
        return lines.joined(separator: "\n")
    }

    private static func facts(of answer: AnswerObject) -> [[String]] {
        let facts: [(String, String?)] = [
            ("reconcile", answer.text("reconcile_id")), ("mode", answer.text("mode")),
            ("state", answer.text("state")), ("asked by", answer.text("asked_by")),
            ("started", answer.moment("started_at")), ("finished", answer.moment("finished_at")),
        ]
        return facts.compactMap { label, value in value.map { ["  " + label, $0] } }
    }

    private static func table(_ findings: [AnswerObject]) -> TextTable {
        TextTable(
            headers: ["kind", "user", "account", "permission set", "since (UTC)", "outcome", "key"],
            rows: findings.map { finding in
                [
                    finding.text("kind") ?? "", finding.text("user_email") ?? finding.text("user_id") ?? "",
                    finding.text("account_id") ?? "", finding.text("permission_set") ?? "",
                    finding.moment("since")?.replacing(" UTC", with: "") ?? "",
                    [finding.text("outcome"), finding.text("problem")].compactMap { $0 }.joined(separator: ": "),
                    // Only what is foreign can be named to be taken away.
                    finding.text("kind") == "foreign" ? finding.text("key") ?? "" : "",
                ]
            }
        )
    }

    /// The exit code, where the status of the answer does not tell it.
    static func exitCode(of answer: FunctionAnswer) -> ExitCode? {
        guard answer.status == 200, let object = AnswerObject(answer.body) else { return nil }
        if object.text("state") == "abandoned" { return RequestExit.failed }
        let repaired = object.object("counts")?.number("repaired") ?? 0
        return (object.number("findings_total") ?? 0) > repaired ? differencesLeft : nil
    }
}
