// SPDX-License-Identifier: Apache-2.0

import Hashing

/// A row of the state table as the published native-AWS sample writes it: one lease, without a request or a version.
public struct PublishedRow: Sendable, Equatable {
    public let binding: Binding
    public let expiresAt: Timestamp

    /// The expiry as the row has it, perhaps with a fraction: what it must still be when the row is adopted.
    public let storedExpiry: String

    /// As the sample wrote it: a date in text, in whatever time zone its host had. Nil if it is missing.
    public let createdAt: String?

    /// Creates a row.
    public init(binding: Binding, expiresAt: Timestamp, storedExpiry: String, createdAt: String?) {
        self.binding = binding
        self.expiresAt = expiresAt
        self.storedExpiry = storedExpiry
        self.createdAt = createdAt
    }

    /// The id of the lease it becomes.
    func leaseID() throws(HashingError) -> RequestID {
        RequestID(adoptedRowDigest: try SHA256.hex("\(binding.key)|\(createdAt ?? "")"))
    }

    /// The binding it becomes, first written at `moment`.
    func adopted(at moment: Timestamp) throws(HashingError) -> (id: RequestID, record: BindingRecord) {
        let id = try leaseID()
        let lease = Lease(
            state: .active,
            durationSeconds: max(0, (expiresAt - moment).components.seconds),
            expiresAt: expiresAt,
            isAdopted: true
        )
        let record = BindingRecord(
            binding: binding,
            userEmail: nil,
            permissionSet: nil,
            createdAt: moment,
            leases: [id: lease],
            version: BindingRecord.firstVersion(at: moment)
        )
        return (id, record)
    }
}
