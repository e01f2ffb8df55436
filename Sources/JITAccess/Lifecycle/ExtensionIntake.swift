// SPDX-License-Identifier: Apache-2.0

/// More time on access that somebody has: a request of its own, with a decision of its own, whose lease begins before
/// the old one ends and adds its time to it. So there is no gap, and no lease is changed.
struct ExtensionIntake {
    let context: GrantContext
    let wanted: Extension

    func run() async throws(Refusal) -> Answer {
        guard let old = try await context.request(wanted.extends.id) else { throw .requestNotFound(wanted.extends.id) }
        guard try await context.ownership.isOpen(old, to: context.speaker) else {
            throw .requestNotFound(wanted.extends.id)
        }
        try await context.verifyDefinition(of: old)
        let request = AccessRequest(
            id: wanted.id,
            userEmail: old.request.userEmail,
            accountID: old.request.accountID,
            permissionSet: old.request.permissionSet,
            duration: wanted.duration,
            justification: wanted.justification,
            ticket: wanted.ticket,
            source: wanted.source,
            requester: nil,
            approver: nil,
            startAt: nil,
            extends: old.id,
            customPermissionSet: old.request.customPermissionSet
        )
        return try await RequestIntake(context: context, request: request, extended: old).run()
    }
}
