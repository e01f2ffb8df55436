// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Testing
import TestSupport

@testable import AWSClient

@Suite("AWSError")
struct AWSErrorTests {
    @Test(
        "It reads as one line with everything an operator needs",
        arguments: [
            (
                AWSError(
                    .service,
                    service: "DYNAMODB",
                    operation: "PutItem",
                    code: "ConditionalCheckFailedException",
                    message: "The conditional request failed",
                    status: 400,
                    requestID: "4KDQ",
                    attempts: 2
                ),
                "DYNAMODB PutItem: ConditionalCheckFailedException: The conditional request failed "
                    + "(HTTP 400, request id 4KDQ, 2 attempts)"
            ),
            (
                AWSError(
                    .service,
                    service: "DYNAMODB",
                    operation: "TransactWriteItems",
                    code: "TransactionCanceledException",
                    message: "Transaction cancelled",
                    cancellationReasons: [.init(code: "None"), .init(code: "ConditionalCheckFailed")]
                ),
                "DYNAMODB TransactWriteItems: TransactionCanceledException: Transaction cancelled "
                    + "(reasons ConditionalCheckFailed, 1 attempt)"
            ),
            (
                AWSError(
                    .transport,
                    service: "SNS",
                    operation: "Publish",
                    code: "timedOut",
                    message: "slow",
                    attempts: 3
                ),
                "SNS Publish: transport: timedOut: slow (3 attempts)"
            ),
            (
                AWSError(.deadline, service: "SNS", operation: "Publish", message: "no time", attempts: 0),
                "SNS Publish: deadline: no time (0 attempts)"
            ),
        ]
    )
    func description(error: AWSError, text: String) {
        #expect(error.description == text)
        #expect("\(error as any Error)" == text)
        #expect(String(reflecting: error) == text)
    }

    @Test("Nothing in it breaks a log line or fills a log")
    func oneLine() {
        let error = AWSError(
            .service,
            service: "SNS",
            operation: "Publish",
            code: "Bad\r\nCode" + String(repeating: "c", count: 1000),
            message: "line one\nline\u{2028}two\u{0}\u{1B}[31m\u{202E}red" + String(repeating: "m", count: 100_000),
            requestID: "id\n" + String(repeating: "i", count: 1000)
        )
        #expect(error.message.hasPrefix("line one line two [31m red"))
        #expect(error.message.count == 500)
        #expect(error.code?.count == 128)
        #expect(error.requestID?.count == 128)
        #expect(!error.description.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x2028 })
    }

    @Test("Items are for the program, not for the log")
    func items() {
        let item: Item = ["justification": "confidential"]
        let error = AWSError(
            .service,
            service: "DYNAMODB",
            operation: "PutItem",
            message: "m",
            cancellationReasons: [.init(code: "ConditionalCheckFailed", item: item)],
            existingItem: item
        )
        #expect(!error.description.contains("confidential"))
        #expect(!String(reflecting: error).contains("confidential"))
    }

    private static func fault(_ code: String?, status: Int = 400, reasons: [String] = []) -> AWSError {
        AWSError(
            .service,
            service: "S",
            operation: "O",
            code: code,
            message: "",
            status: status,
            cancellationReasons: reasons.map { CancellationReason(code: $0) }
        )
    }

    @Test(
        "Throttling is known by code, status and reason",
        arguments: [
            (fault("ThrottlingException"), true), (fault("TooManyRequestsException"), true),
            (fault(nil, status: 429), true),
            (fault("TransactionCanceledException", reasons: ["None", "ThrottlingError"]), true),
            (fault("TransactionCanceledException", reasons: ["TransactionConflict"]), false),
            (fault("ConflictException"), false), (fault(nil, status: 503), false),
        ]
    )
    func throttling(error: AWSError, isThrottling: Bool) {
        #expect(error.isThrottling == isThrottling)
    }

    @Test("Not found, conflict and refusal are known by their codes")
    func codes() {
        #expect(Self.fault("ResourceNotFoundException").isNotFound)
        #expect(Self.fault("AccountNotFoundException").isNotFound)
        #expect(Self.fault("NotFound", status: 404).isNotFound)
        #expect(!Self.fault(nil, status: 404).isNotFound)
        #expect(Self.fault("ConflictException").isConflict)
        #expect(!Self.fault("TransactionConflictException").isConflict)
        #expect(Self.fault("AccessDeniedException").isAccessDenied)
        #expect(Self.fault("AuthorizationError", status: 403).isAccessDenied)
        #expect(!Self.fault("ValidationException").isAccessDenied)
    }

    @Test("A failed condition is found in a transaction too, and which action's it was")
    func conditions() {
        #expect(Self.fault("ConditionalCheckFailedException").isConditionFailure)
        let error = Self.fault("TransactionCanceledException", reasons: ["None", "ConditionalCheckFailed"])
        #expect(error.isConditionFailure)
        #expect(!error.isConditionFailure(ofAction: 0))
        #expect(error.isConditionFailure(ofAction: 1))
        #expect(!error.isConditionFailure(ofAction: 2))
        #expect(!error.isConditionFailure(ofAction: -1))
        #expect(!Self.fault("TransactionCanceledException", reasons: ["TransactionConflict"]).isConditionFailure)
    }
}
