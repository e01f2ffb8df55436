// SPDX-License-Identifier: Apache-2.0

/// Makes the permission set that an approved request defines, before it is lent.
///
/// The record comes first, as for an assignment: the item that has the set deleted is in the ledger before Identity
/// Center is asked to make it. A crash after any line leaves a set that nobody has, and that the sweep deletes.
struct CustomSetMaking {
    /// A permission set that is ready, and its record as it is to be written together with the lease.
    struct Made {
        let permissionSet: PermissionSet
        let record: CustomSetRecord
    }

    private static let maximumTries = 4

    let context: GrantContext

    func run(
        _ definition: CustomPermissionSet,
        for request: inout RequestRecord,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> Made {
        let record = try await begin(&request, &writer)
        var patience = Patience(context.surroundings, invocation: context.invocation)
        while true {
            do {
                let made = try await context.setMaker.make(definition, named: record.name, for: record.requestID)
                let soon = min(request.request.duration.duration + CustomSetRecord.margin, CustomSetRecord.recheck)
                return Made(
                    permissionSet: made,
                    record: record.next(.made(arn: made.arn), dueAt: context.now + soon)
                )
            } catch {
                guard error.kind != .refused else {
                    throw Refusal(
                        .grantFailed,
                        "The custom permission set could not be made; the audit trail has the reason.",
                        awsRequestID: error.awsRequestID,
                        cause: error.message
                    )
                }
                guard await patience.wait() else { throw Refusal(unmade: error) }
            }
        }
    }

    /// Writes that the set is being made, unless there are too many.
    private func begin(
        _ request: inout RequestRecord,
        _ writer: inout LedgerWriter
    ) async throws(Refusal) -> CustomSetRecord {
        let ledger = context.surroundings.ledger
        let takeover = context.takeover
        for _ in 1...Self.maximumTries {
            let id = request.id
            let known = try refusing(
                await attempt { () throws(LedgerError) in try await ledger.customSet(of: id) }
            )
            guard known.map({ $0.name == request.request.permissionSet }) ?? true else {
                throw .notSealed(request, "The item of its custom permission set names another one.")
            }
            // An earlier try was cut off, or could not finish: this one goes on, with more time.
            let next =
                known?.next(.making(until: takeover), dueAt: takeover)
                ?? CustomSetRecord(
                    requestID: request.id,
                    name: request.request.permissionSet,
                    userID: request.userID,
                    userEmail: request.request.userEmail,
                    accountID: request.request.accountID,
                    state: .making(until: takeover),
                    dueAt: takeover
                )
            do {
                // The count and the item are one write, so the count is that of the items, also after a crash: a set is
                // counted before it can exist, and until its item has gone.
                if let known {
                    try await writer.commit([.putCustomSet(next, expecting: .version(known.version))], [])
                    return next
                }
                // Its trail ends otherwise then, so the request is sealed anew.
                let moved = request.next(request.state)
                try await writer.commit(
                    [
                        .putCustomSet(next, expecting: .absent), .countCustomSets(by: 1),
                        .putRequest(moved, expecting: .version(request.version)),
                    ],
                    [LedgerWriter.Entry(request.id, AuditEntry(.makeSet, .started, subject: next.subject))]
                )
                request = moved
                return next
            } catch .conflict(let parts) where parts.contains(.customSetLimit) && !parts.contains(.customSet) {
                throw Refusal(
                    .tooManyCustomSets,
                    "There are \(CustomPermissionSet.maximumLive) custom permission sets already. "
                        + "It is tried again; another one must end first."
                )
            } catch .conflict {
                continue
            } catch {
                throw Refusal(error)
            }
        }
        throw .changing(request.id)
    }
}

extension Refusal {
    /// The time is over, and the set is not ready.
    fileprivate init(unmade error: DirectoryError) {
        self.init(
            .directoryUnavailable,
            "Identity Center has not made the custom permission set yet. It is tried again.",
            awsRequestID: error.awsRequestID,
            cause: error.message
        )
    }
}
