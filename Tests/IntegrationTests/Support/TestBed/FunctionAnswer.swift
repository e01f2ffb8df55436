// SPDX-License-Identifier: Apache-2.0

import Foundation
import LocalLambda

/// What a function answered, taken out of its envelope.
struct FunctionAnswer: Sendable, Equatable {
    let statusCode: Int
    let body: Body
    /// The body as it came.
    let text: String

    /// Every member that an answer may have.
    struct Body: Sendable, Equatable, Decodable {
        struct Field: Sendable, Equatable, Decodable {
            let field: String
            let problem: String
        }

        // swift-format-ignore: AlwaysUseLowerCamelCase
        private enum CodingKeys: String, CodingKey {
            case message, error, code, status, standing, fields
            case leaseStatus = "lease_status"
            case requestID = "request_id"
            case awsRequestID = "aws_request_id"
            case expiresAt = "expires_at"
            case expiresAtUTC = "expires_at_utc"
            case userEmail = "user_email"
            case accountID = "account_id"
            case permissionSet = "permission_set"
            case revokedCount = "revoked_count"
            case errorCount = "error_count"
            case pendingCount = "pending_count"
        }

        let message: String?
        let error: String?
        let code: String?
        let status: String?
        let leaseStatus: String?
        let standing: Bool?
        let fields: [Field]?
        let requestID: String?
        let awsRequestID: String?
        let expiresAt: Int?
        let expiresAtUTC: String?
        let userEmail: String?
        let accountID: String?
        let permissionSet: String?
        let revokedCount: Int?
        let errorCount: Int?
        let pendingCount: Int?
    }

    private struct Envelope: Decodable {
        let statusCode: Int
        let body: String
    }

    struct NoAnswer: Error {
        let outcome: InvocationOutcome
    }

    /// - Throws: ``NoAnswer`` if the function failed, `DecodingError` if the answer has not the published shape.
    init(_ outcome: InvocationOutcome) throws {
        guard case .success(let bytes) = outcome else { throw NoAnswer(outcome: outcome) }
        let envelope = try JSONDecoder().decode(Envelope.self, from: bytes)
        statusCode = envelope.statusCode
        text = envelope.body
        body = try JSONDecoder().decode(Body.self, from: Data(envelope.body.utf8))
    }
}
