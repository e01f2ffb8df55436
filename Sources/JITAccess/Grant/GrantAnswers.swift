// SPDX-License-Identifier: Apache-2.0

/// What Grant answers when a request was accepted.
enum GrantAnswers {
    /// Access is usable, or was: the same answer for each delivery of a request.
    static func granted(_ request: RequestRecord) -> Answer {
        let message = request.isStanding ? "Access already held" : "Access granted successfully"
        return answer(200, message, request)
    }

    /// The grant has begun and is not confirmed yet.
    static func underWay(_ request: RequestRecord) -> Answer {
        answer(202, "Access is being granted; it is recorded and will be finished or rolled back", request)
    }

    private static func answer(_ statusCode: Int, _ message: String, _ request: RequestRecord) -> Answer {
        Answer(
            statusCode: statusCode,
            body: [
                "message": .string(message),
                "request_id": .string(request.id.description),
                "status": .string(request.leaseStatus.rawValue),
                "expires_at": .integer(request.expiresAt.seconds),
                "expires_at_utc": .string(request.expiresAt.iso8601),
                "user_email": .string(request.userEmail),
                "account_id": .string(request.binding.accountID.description),
                "permission_set": .string(request.permissionSet),
                "standing": .bool(request.isStanding),
            ]
        )
    }
}
