// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import Testing

@testable import JITAccessAWS

/// A failed call, and what the protocol must make of it.
struct FailedCall: CustomTestStringConvertible, Sendable {
    let kind: AWSError.Kind
    let code: String?
    let status: Int?
    let mayHaveTakenEffect: Bool
    let expected: DirectoryError.Kind

    init(
        _ expected: DirectoryError.Kind,
        _ kind: AWSError.Kind,
        _ code: String? = nil,
        _ status: Int? = nil,
        lost: Bool = false
    ) {
        self.kind = kind
        self.code = code
        self.status = status
        mayHaveTakenEffect = lost
        self.expected = expected
    }

    var testDescription: String {
        "\(kind.rawValue) \(code ?? "-") \(status.map(String.init) ?? "-")\(mayHaveTakenEffect ? " after a lost answer" : "")"
    }
}

@Suite("What the protocol learns of a failed call")
struct DirectoryErrorTests {
    @Test(
        "Its kind",
        arguments: [
            FailedCall(.conflict, .service, "ConflictException", 400),
            // Trying again is right after a conflict, whatever an earlier attempt did.
            FailedCall(.conflict, .service, "ConflictException", 400, lost: true),
            FailedCall(.throttled, .service, "ThrottlingException", 400),
            FailedCall(.throttled, .service, "TooManyRequestsException", 400),
            FailedCall(.throttled, .service, nil, 429),
            FailedCall(.throttled, .service, "ThrottlingException", 503),
            FailedCall(.unavailable, .service, "ThrottlingException", 400, lost: true),
            FailedCall(.refused, .service, "AccessDeniedException", 403),
            FailedCall(.unavailable, .service, "AccessDeniedException", 403, lost: true),
            FailedCall(.refused, .service, "ValidationException", 400),
            FailedCall(.refused, .service, "ServiceQuotaExceededException", 402),
            FailedCall(.refused, .service, "ResourceNotFoundException", 404),
            FailedCall(.unavailable, .service, "InternalServerException", 500, lost: true),
            FailedCall(.unavailable, .service, nil, 502, lost: true),
            FailedCall(.unavailable, .service, nil, nil),
            FailedCall(.refused, .credentials), FailedCall(.refused, .invalidRequest),
            FailedCall(.unavailable, .transport, "couldNotConnect"),
            FailedCall(.unavailable, .transport, "timedOut", lost: true),
            FailedCall(.unavailable, .deadline), FailedCall(.unavailable, .malformedAnswer),
            FailedCall(.unavailable, .tooLarge), FailedCall(.unavailable, .cancelled),
        ]
    )
    func kind(call: FailedCall) {
        let error = AWSError(
            call.kind,
            service: "SSO_ADMIN",
            operation: "CreateAccountAssignment",
            code: call.code,
            message: "about it",
            status: call.status,
            requestID: "REQ-1",
            mayHaveTakenEffect: call.mayHaveTakenEffect
        )
        let directoryError = DirectoryError(error)
        #expect(directoryError.kind == call.expected)
        #expect(directoryError.message == error.description)
        #expect(directoryError.awsRequestID == "REQ-1")
    }
}
