// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccessAWS
import Testing

@testable import JITAccess

/// Made-up things that tests talk about.
enum Sample {
    static let instanceARN = "arn:aws:sso:::instance/ssoins-7223f9a4b1c2d3e4"
    static let identityStoreID = "d-1234567890"
    static let permissionSetARN = "arn:aws:sso:::permissionSet/ssoins-7223f9a4b1c2d3e4/ps-0a1b2c3d4e5f6071"
    static let userID = "906769aa66-94b4b54e-9b3d-4b55-b46a-1b2c3d4e5f60"

    /// 2026-01-15T09:00:00Z.
    static let now = Timestamp(seconds: 1_768_467_600)

    static func accountID(_ text: String = "111122223333") throws -> AccountID {
        try #require(AccountID(text))
    }

    static func requestID(_ text: String = "req-1") throws -> RequestID {
        try #require(RequestID(text))
    }

    static func binding() throws -> Binding {
        Binding(userID: userID, accountID: try accountID(), permissionSetARN: permissionSetARN)
    }

    /// The binding's key, spelt out.
    static let key = "\(userID)#111122223333#\(permissionSetARN)"

    static func lease(_ state: Lease.State = .active, isAdopted: Bool = false) -> Lease {
        Lease(state: state, durationSeconds: 3600, expiresAt: now + .seconds(3600), isAdopted: isAdopted)
    }

    static func record(
        _ leases: [RequestID: Lease]? = nil,
        revocation: BindingRecord.Revocation? = nil,
        version: Int64 = 7
    ) throws -> BindingRecord {
        BindingRecord(
            binding: try binding(),
            userEmail: "ada@example.com",
            permissionSet: "AdministratorAccess",
            createdAt: now,
            leases: try leases ?? [requestID(): lease()],
            revocation: revocation,
            version: version
        )
    }

    static func request(_ status: LeaseStatus = .active, failure: String? = nil) throws -> RequestRecord {
        try request(
            .leased(
                RequestLease(
                    status: status,
                    expiresAt: now + .seconds(3600),
                    isStanding: false,
                    failure: failure
                )
            )
        )
    }

    static func request(_ state: RequestRecord.State, approvals: [Approval] = []) throws -> RequestRecord {
        RequestRecord(
            request: AccessRequest(
                id: try requestID(),
                userEmail: "ada@example.com",
                accountID: try accountID(),
                permissionSet: "AdministratorAccess",
                duration: try #require(LeaseDuration(hours: 1)),
                ticket: "INC0012345"
            ),
            digest: String(repeating: "ab", count: 32),
            requestedBy: .callingSystem,
            path: .itsm,
            userID: userID,
            permissionSetARN: permissionSetARN,
            createdAt: now,
            policy: PolicyMark(rule: "published-event", ruleDigest: "cd", policyHash: "ef"),
            approvals: approvals,
            state: state,
            version: 3
        )
    }

    /// An approver.
    static let grace = Speaker(
        name: "grace@example.com",
        kind: .person(userID: "906769aa66-grace"),
        proof: .identityCenterSession
    )

    static func auditRecord() throws -> AuditRecord {
        var tail = AuditTail.empty
        return try tail.append(
            AuditEntry(.grant, .success, subject: AuditSubject(userID: userID), expiresAt: now),
            for: requestID(),
            at: now,
            by: Invocation(requestID: "lambda-1", deadline: now + .seconds(60), channel: .direct)
        )
    }

    /// The functions' configuration, with more variables.
    static func configuration(_ more: [String: String] = [:]) throws -> FunctionConfiguration {
        try FunctionConfiguration(
            environment: ["AWS_REGION": "eu-central-1", "LAMBDA_TASK_ROOT": "/var/task"].merging(more) { $1 }
        )
    }

    /// A configuration that leaves nothing of the instance to be looked up.
    static func configuredInstance() throws -> FunctionConfiguration {
        try configuration(["INSTANCE_ARN": instanceARN, "IDENTITY_STORE_ID": identityStoreID])
    }
}

/// Repeatable randomness (SplitMix64), so that a case that fails can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: Int) {
        state = UInt64(bitPattern: Int64(seed))
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
