// SPDX-License-Identifier: Apache-2.0

/// The kind of way by which a request comes, for rules to tell them apart. It follows from how the speaker was
/// established, never from the payload alone.
public enum AccessPath: String, Sendable, CaseIterable {
    /// A person in a web page or chat.
    case console
    /// A person at a command line.
    case cli
    /// A build or deployment.
    case pipeline
    /// A program that acts by itself.
    case agent
    /// A ticket system, which has its own approvals.
    case itsm
}
