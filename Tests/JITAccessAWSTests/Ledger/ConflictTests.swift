// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import Testing

@testable import JITAccessAWS

/// The reasons DynamoDB gives for the four actions of a transaction, and what they mean.
struct Cancellation: CustomTestStringConvertible, Sendable {
    let reasons: [String]
    /// Nil for "it may or may not have been written".
    let parts: Set<LedgerPart>?

    init(_ reasons: [String], _ parts: Set<LedgerPart>?) {
        self.reasons = reasons
        self.parts = parts
    }

    var testDescription: String { reasons.joined(separator: " ") }
}

@Suite("A cancelled transaction says which part is no longer as expected")
struct ConflictTests {
    private static let failed = "ConditionalCheckFailed"
    private static let busy = "TransactionConflict"

    private func actions() throws -> TransactionActions {
        let ended = EndedBinding(binding: try Sample.binding(), endedAt: Sample.now, dueAt: Sample.now)
        let transaction = LedgerTransaction(
            changes: [
                .putBinding(try Sample.record(), expecting: .absent),
                .putRequest(try Sample.request(), expecting: .absent),
                .removeEnded(ended),
            ],
            audit: [try Sample.auditRecord()]
        )
        return TransactionActions(transaction, stateTable: "state", auditTable: "audit")
    }

    @Test(
        "By the order of its actions",
        arguments: [
            Cancellation([failed, "None", "None", "None"], [.binding]),
            Cancellation(["None", failed, "None", "None"], [.request]),
            Cancellation(["None", "None", failed, "None"], [.endedBinding]),
            Cancellation(["None", "None", "None", failed], [.audit]),
            Cancellation([failed, failed, "None", failed], [.binding, .request, .audit]),
            Cancellation(["None", "None", "None", "None"], nil),
            Cancellation(["ThrottlingError", "None", "None", "None"], nil),
            Cancellation([failed, "ThrottlingError", "None", "None"], nil),
            Cancellation(["ValidationError", "None", "None", "None"], nil),
            Cancellation(["None", "ValidationError", "None", "None"], nil),
            Cancellation(["None", "None", "None", "ItemCollectionSizeLimitExceeded"], nil),
            Cancellation([], nil),
        ]
    )
    func reasons(cancellation: Cancellation) throws {
        let error = AWSError(
            .service,
            service: "DYNAMODB",
            operation: "TransactWriteItems",
            code: "TransactionCanceledException",
            message: "cancelled",
            status: 400,
            cancellationReasons: cancellation.reasons.map { CancellationReason(code: $0) }
        )
        #expect(try actions().conflict(error) == cancellation.parts)
    }

    @Test(
        "Another transaction at work on one item puts all in doubt: it may be about to change them together",
        arguments: [
            [busy, "None", "None", "None"], ["None", busy, "None", "None"], ["None", busy, "None", busy],
            [failed, busy, "None", "None"],
        ]
    )
    func otherTransaction(reasons: [String]) throws {
        let error = AWSError(
            .service,
            service: "DYNAMODB",
            operation: "TransactWriteItems",
            message: "cancelled",
            cancellationReasons: reasons.map { CancellationReason(code: $0) }
        )
        #expect(try actions().conflict(error) == [.binding, .request, .endedBinding, .audit])
    }

    @Test("At work on a place in a trail, it puts nothing else in doubt: somebody may always be about to write there")
    func otherTransactionInTrail() throws {
        let error = AWSError(
            .service,
            service: "DYNAMODB",
            operation: "TransactWriteItems",
            message: "cancelled",
            cancellationReasons: ["None", "None", "None", Self.busy].map { CancellationReason(code: $0) }
        )
        #expect(try actions().conflict(error) == [.audit])
    }

    @Test("An item that is too full to be updated is not as expected: whatever is written beside it goes on without")
    func fullItem() throws {
        let update = RequestUpdate(try Sample.requestID(), from: [.active], to: .expired)
        let transaction = LedgerTransaction(
            changes: [.putBinding(try Sample.record(), expecting: .absent), .updateRequest(update)],
            audit: []
        )
        let error = AWSError(
            .service,
            service: "DYNAMODB",
            operation: "TransactWriteItems",
            code: "TransactionCanceledException",
            message: "cancelled",
            cancellationReasons: ["None", "ValidationError"].map { CancellationReason(code: $0) }
        )
        let actions = TransactionActions(transaction, stateTable: "state", auditTable: "audit")
        #expect(actions.conflict(error) == [.request])
        #expect(LedgerError(error) == .refused(error.description, awsRequestID: nil))
    }

    @Test("A failure that is no cancellation is no conflict")
    func otherFailure() throws {
        let error = AWSError(.transport, service: "DYNAMODB", operation: "TransactWriteItems", message: "lost")
        #expect(try actions().conflict(error) == nil)
    }
}
