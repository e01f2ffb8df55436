// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// What Slack can show, for whoever wants to know before they ask.
public enum SlackLimits {
    /// Whether an approver in Slack is shown all of these lines, and so gets buttons to decide.
    public static func showsWhole(_ lines: [RenderedLine]) -> Bool {
        SlackShownRequest.blocks(of: lines).isWhole
    }
}
