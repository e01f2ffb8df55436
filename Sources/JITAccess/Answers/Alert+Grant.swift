// SPDX-License-Identifier: Apache-2.0

extension Alert {
    /// A grant that AWS refused or could not finish.
    static func grantFailed(_ request: RequestRecord, _ reason: String) -> Alert {
        Alert(
            subject: "Hourglass: a grant failed",
            message: """
                The request \(request.id) of \(request.request.userEmail) for \(request.request.permissionSet) on account \
                \(request.request.accountID) could not be granted.

                Reason: \(reason)

                Nothing is left to do for safety: what AWS may have begun is removed by the sweep. Mend the cause and \
                let the request be made again with a new id.
                """
        )
    }

    /// A grant whose outcome is known but could not be written down.
    static func unrecordedOutcome(_ request: RequestRecord, _ reason: String) -> Alert {
        Alert(
            subject: "Hourglass: a grant is not recorded yet",
            message: """
                The outcome of the request \(request.id) of \(request.request.userEmail) for \(request.request.permissionSet) on \
                account \(request.request.accountID) could not be written to the ledger.

                Reason: \(reason)

                The lease is recorded as GRANTING and ends on time. The sweep completes the record; look at the state \
                and audit tables if this alert comes again.
                """
        )
    }
}
