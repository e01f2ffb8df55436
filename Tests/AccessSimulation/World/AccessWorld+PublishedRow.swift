// SPDX-License-Identifier: Apache-2.0

import JITAccess

extension AccessWorld {
    /// An assignment and its row, as the published sample leaves them.
    public func publish(user: String = Example.userID, expiringAfter duration: Duration) {
        let binding = Example.binding(user: user, account: Example.accountText)
        // Where none is adopted, what such a row names is nobody's to take away.
        identityCenter.set(binding, ledger.adoptsRows ? .lease : .hand)
        let expiresAt = Timestamp(seconds: (now + duration).seconds)
        ledger.put(
            PublishedRow(
                binding: binding,
                expiresAt: expiresAt,
                storedExpiry: "\(expiresAt.seconds).25",
                createdAt: now.iso8601
            )
        )
    }
}
