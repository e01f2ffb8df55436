// SPDX-License-Identifier: Apache-2.0

/// What Grant answers about a lease.
enum GrantAnswers {
    /// Access is usable, or was: the same answer for each delivery of a request.
    static func granted(_ request: RequestRecord) -> Answer {
        let isStanding = request.lease?.isStanding == true
        return RequestAnswers.answer(200, isStanding ? "Access already held" : "Access granted successfully", request)
    }

    /// The grant has begun and is not confirmed yet.
    static func underWay(_ request: RequestRecord) -> Answer {
        RequestAnswers.answer(
            202,
            "Access is being granted; it is recorded and will be finished or rolled back",
            request
        )
    }
}
