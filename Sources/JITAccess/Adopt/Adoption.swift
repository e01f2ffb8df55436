// SPDX-License-Identifier: Apache-2.0

/// Turns rows of the published sample into leases, so that they end like all others.
struct Adoption {
    private let surroundings: Surroundings
    private let invocation: Invocation

    /// Nil unless rows are adopted now.
    init?(surroundings: Surroundings, invocation: Invocation) {
        guard surroundings.legacyRows == .on else { return nil }
        self.surroundings = surroundings
        self.invocation = invocation
    }

    /// Adopts one row; nil if somebody else has changed it meanwhile.
    func adopt(_ row: PublishedRow) async throws(LedgerError) -> BindingRecord? {
        let id: RequestID
        let record: BindingRecord
        do {
            (id, record) = try row.adopted(at: surroundings.clock.now())
        } catch {
            throw .unavailable(error.description, awsRequestID: nil)
        }
        var writer = LedgerWriter(surroundings, invocation: invocation)
        // It gives no access: it is the first step of its end.
        writer.insist(on: [id])
        let entry = AuditEntry(
            .adopt,
            .success,
            subject: record.subject,
            expiresAt: row.expiresAt,
            reason: "A row of the published sample; from now on its end is recorded and certain."
        )
        do {
            try await writer.commit(
                [.putBinding(record, expecting: .published(row))],
                [LedgerWriter.Entry(id, entry)]
            )
            if let alert = Alert.successors(writer.begun) { await surroundings.alert(alert) }
            return record
        } catch .conflict {
            return nil
        }
    }
}
