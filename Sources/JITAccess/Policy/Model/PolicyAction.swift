// SPDX-License-Identifier: Apache-2.0

/// What a speaker may ask for.
public enum PolicyAction: String, Sendable, CaseIterable {
    case request
    case approve
    case reject
    case cancel
    case extend
    case status
    case list
    /// What they could ask for.
    case options
    case revoke
    /// For actors, which are systems; no person's own access is meant by it.
    case reconcile
}
