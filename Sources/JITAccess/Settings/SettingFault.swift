// SPDX-License-Identifier: Apache-2.0

/// A setting that is wrong, and without which the function goes on.
public struct SettingFault: Sendable, Equatable {
    /// The policy, whichever file it is in.
    public static let policy = "POLICY_FILE"

    /// The most bytes of a problem: a policy may have long names.
    private static let maximumBytes = 600

    /// The variable that is wrong, or ``policy``.
    public let name: String

    /// What is wrong with it and what would be right, on one line; at most 600 bytes.
    public let problem: String

    /// Creates a fault; a longer problem is cut.
    public init(_ name: String, _ problem: String) {
        self.name = name
        let line = StrangersText(problem).line
        var kept = line
        while kept.utf8.count > Self.maximumBytes { kept.removeLast(max(1, (kept.utf8.count - Self.maximumBytes) / 4)) }
        self.problem = kept == line ? line : kept + "..."
    }

    /// How the alerts about it are remembered: there is one for each setting, however often it changes while it is wrong.
    var subject: String { Self.prefix + name }

    /// What the subjects of all faults begin with.
    static let prefix = "fault#"
}

extension Answer {
    /// The answer with what is wrong in the settings of the function that gives it; itself if nothing is.
    func adding(_ faults: [SettingFault]) -> Answer {
        guard !faults.isEmpty else { return self }
        let list = faults.map { fault -> JSONValue in
            ["setting": .string(fault.name), "problem": .string(fault.problem)]
        }
        return Answer(
            statusCode: statusCode,
            body: body.merging(["setting_faults": .array(list)]) { first, _ in first }
        )
    }
}
