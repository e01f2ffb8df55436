// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Testing

@testable import AWSClient

@Suite("Which failures are worth another attempt")
struct RetryCategoryTests {
    @Test(
        "An error answer is sorted by its code, then by its status",
        arguments: [
            (400, "ThrottlingException", RetryCategory.throttled),
            (400, "Throttling", .throttled),
            (400, "ProvisionedThroughputExceededException", .throttled),
            (400, "RequestLimitExceeded", .throttled),
            (400, "TooManyRequestsException", .throttled),
            (400, "TransactionInProgressException", .throttled),
            (503, "SlowDown", .throttled),
            (500, "ThrottlingException", .throttled),
            (429, nil, .throttled),
            (400, "RequestTimeout", .transient),
            (400, "IDPCommunicationError", .transient),
            (400, "TransactionConflictException", .transient),
            (400, "ReplicatedWriteConflictException", .transient),
            (400, "InternalServerException", .transient),
            (500, "InternalServerError", .transient),
            (500, "ServiceException", .transient),
            (500, nil, .transient), (502, nil, .transient), (503, nil, .transient), (504, nil, .transient),
            (403, "RequestTimeTooSkewed", .clockSkew),
            (403, "SignatureDoesNotMatch", .possibleClockSkew),
            (400, "InvalidSignatureException", .possibleClockSkew),
            (400, "ConditionalCheckFailedException", .never),
            (400, "ConflictException", .never),
            (400, "ValidationException", .never),
            (400, "AccessDeniedException", .never),
            (400, "ResourceNotFoundException", .never),
            (400, "ServiceQuotaExceededException", .never),
            (400, "UnrecognizedClientException", .never),
            (400, "ExpiredTokenException", .never),
            (400, nil, .never), (404, nil, .never), (413, nil, .never), (301, nil, .never), (501, nil, .never),
            (505, nil, .never),
        ] as [(Int, String?, RetryCategory)]
    )
    func service(status: Int, code: String?, category: RetryCategory) {
        #expect(RetryCategory(.service(ServiceFault(status: status, code: code, message: ""))) == category)
    }

    @Test(
        "A lost exchange is sorted by how it was lost",
        arguments: [
            (TransportError.Code.couldNotResolve, nil, RetryCategory.transient), (.couldNotConnect, nil, .transient),
            (.timedOut, nil, .timedOut), (.connectionLost, nil, .connectionLost),
            (.tls, 35, .transient), (.tls, 60, .never), (.tls, nil, .never),
            (.invalidRequest, nil, .never), (.responseTooLarge, nil, .never), (.cancelled, nil, .never),
            (.other, nil, .never),
        ] as [(TransportError.Code, Int?, RetryCategory)]
    )
    func transport(code: TransportError.Code, curlCode: Int?, category: RetryCategory) {
        #expect(RetryCategory(.transport(TransportError(code, "", curlCode: curlCode))) == category)
    }

    @Test("A damaged answer is worth another attempt")
    func corrupted() {
        #expect(RetryCategory(.corrupted(status: 200, requestID: nil)) == .transient)
    }

    @Test(
        "A cancelled transaction is worth another attempt only if everything that cancelled it may pass",
        arguments: [
            (["TransactionConflict"], RetryCategory.transient),
            (["None", "TransactionConflict", "None"], .transient),
            (["ThrottlingError"], .throttled),
            (["ProvisionedThroughputExceeded", "None"], .throttled),
            (["TransactionConflict", "ThrottlingError"], .throttled),
            (["ConditionalCheckFailed"], .never),
            (["TransactionConflict", "ConditionalCheckFailed"], .never),
            (["ValidationError"], .never),
            (["ItemCollectionSizeLimitExceeded"], .never),
            (["None"], .never),
            ([], .never),
        ]
    )
    func transaction(codes: [String], category: RetryCategory) {
        let fault = ServiceFault(
            status: 400,
            code: "TransactionCanceledException",
            message: "",
            cancellationReasons: codes.map { CancellationReason(code: $0) }
        )
        #expect(RetryCategory(.service(fault)) == category)
    }

    @Test(
        "Only what surely did not reach the service, or was refused by it, surely had no effect",
        arguments: [
            (AttemptFailure.transport(.init(.couldNotConnect, "")), false),
            (.transport(.init(.couldNotResolve, "")), false),
            (.transport(.init(.tls, "")), false),
            (.transport(.init(.invalidRequest, "")), false),
            (.transport(.init(.timedOut, "")), true),
            (.transport(.init(.connectionLost, "")), true),
            (.transport(.init(.responseTooLarge, "")), true),
            (.transport(.init(.cancelled, "")), true),
            (.transport(.init(.other, "")), true),
            (.service(.init(status: 500, code: nil, message: "")), true),
            (.service(.init(status: 503, code: nil, message: "")), true),
            (.service(.init(status: 503, code: "SlowDown", message: "")), false),
            (.service(.init(status: 400, code: "ThrottlingException", message: "")), false),
            (.service(.init(status: 400, code: "ConditionalCheckFailedException", message: "")), false),
            (.corrupted(status: 200, requestID: nil), true),
            (.corrupted(status: 400, requestID: nil), false),
        ]
    )
    func effect(failure: AttemptFailure, mayHaveTakenEffect: Bool) {
        #expect(failure.mayHaveTakenEffect == mayHaveTakenEffect)
    }
}
