// SPDX-License-Identifier: Apache-2.0

extension DynamoDB {
    /// One action of a transaction.
    public enum TransactionAction: Sendable, Equatable {
        case put(Put)
        case update(Update)
        case delete(Delete)
        case conditionCheck(ConditionCheck)
    }

    /// Carries out all of `actions`, at most 100 on different items, or none of them.
    ///
    /// - Parameter token: What makes two calls the same transaction, for ten minutes; at most 36 characters. Without
    ///   one, each call has its own, the same for all its attempts.
    /// - Throws: ``AWSError`` with code `TransactionCanceledException` and ``AWSError/cancellationReasons``, one for
    ///   each action, if a condition does not hold or another transaction is at work on an item.
    public func transactWriteItems(
        _ actions: [TransactionAction],
        token: String? = nil
    ) async throws(AWSError) {
        let input = TransactWriteItemsInput(actions: actions, token: token ?? client.effects.makeID())
        _ = try await call(.dynamoDB("TransactWriteItems", attemptTimeout: .seconds(5)), input, as: NoOutput.self)
    }
}

private struct TransactWriteItemsInput: Encodable {
    let actions: [DynamoDB.TransactionAction]
    let token: String

    enum CodingKeys: String, CodingKey {
        case actions = "TransactItems"
        case token = "ClientRequestToken"
    }
}

extension DynamoDB.TransactionAction: Encodable {
    private enum CodingKeys: String, CodingKey {
        case put = "Put"
        case update = "Update"
        case delete = "Delete"
        case conditionCheck = "ConditionCheck"
    }

    /// Writes the action under its name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .put(let put): try container.encode(put, forKey: .put)
        case .update(let update): try container.encode(update, forKey: .update)
        case .delete(let delete): try container.encode(delete, forKey: .delete)
        case .conditionCheck(let check): try container.encode(check, forKey: .conditionCheck)
        }
    }
}
