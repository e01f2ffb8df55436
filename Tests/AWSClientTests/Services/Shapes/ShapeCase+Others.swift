// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import AWSClient

extension ShapeCase {
    static let store = "d-1234567890"
    static let user = "906769aa66-94b4b54e-9b3d-4b55-b46a-1b2c3d4e5f60"

    /// The Identity Store's users.
    static let users: [ShapeCase] = [
        ShapeCase("identitystore", "GetUserId.userName") { client in
            let id = try await client.identityStore.getUserID(identityStoreID: store, .userName("ada"))
            #expect(id == user)
        },
        ShapeCase("identitystore", "GetUserId.email") { client in
            let id = try await client.identityStore.getUserID(identityStoreID: store, .email("ada@example.com"))
            #expect(id == user)
        },
        ShapeCase("identitystore", "DescribeUser") { client in
            let described = try await client.identityStore.describeUser(identityStoreID: store, userID: user)
            #expect(
                described
                    == .init(
                        id: user,
                        userName: "ada",
                        emails: ["ada@example.com"],
                        primaryEmail: "ada@example.com",
                        status: .enabled
                    )
            )
        },
        ShapeCase("identitystore", "DescribeUser.disabled") { client in
            let described = try await client.identityStore.describeUser(identityStoreID: store, userID: user)
            #expect(described.status == .disabled)
        },
    ]

    /// EventBridge, SNS and STS.
    static let messaging: [ShapeCase] = [
        ShapeCase("events", "PutEvents") { client in
            let entries = [
                EventBridge.Entry(
                    source: "hourglass",
                    detailType: "Access Granted",
                    detail: #"{"event_id":"CHG0012345/2"}"#,
                    resources: ["arn:aws:sso:::account/111122223333"],
                    bus: "hourglass",
                    time: 1_768_467_600.25
                ),
                EventBridge.Entry(
                    source: "hourglass",
                    detailType: "Access Ended",
                    detail: #"{"event_id":"CHG0012345/3"}"#,
                    bus: "hourglass",
                    time: 1_768_467_600.25
                ),
            ]
            let results = try await client.eventBridge.putEvents(entries)
            #expect(results.map { try? $0.get() } == ["11710aed-b79e-4468-a20b-bb3c0c3b4860", nil])
            let failure = EventBridge.EntryFailure(code: "ThrottlingException", message: "Rate exceeded")
            #expect(results.last == .failure(failure))
            #expect(failure.isTransient)
        },
        ShapeCase("sns", "Publish") { client in
            let id = try await client.sns.publish(
                topicARN: "arn:aws:sns:eu-central-1:111122223333:jit-access-alerts",
                subject: "3 revocations failed",
                message: "First line: ü + & = %\nSecond line ~ *"
            )
            #expect(id == "567910cd-659e-55d4-8ccb-5aaf14679dc0")
        },
        ShapeCase("sts", "GetCallerIdentity") { client in
            let identity = try await client.sts.getCallerIdentity()
            #expect(identity.accountID == "111122223333")
            #expect(identity.arn == "arn:aws:sts::111122223333:assumed-role/grant/session")
            #expect(identity.userID == "AROAEXAMPLE:session")
        },
    ]

    /// IAM and KMS.
    static let proofs: [ShapeCase] = [
        ShapeCase("iam", "GetRole") { client in
            let role = try await client.iam.getRole(named: "AWSReservedSSO_Hourglass_0123456789abcdef")
            #expect(role.path == "/aws-reserved/sso.amazonaws.com/eu-central-1/")
            #expect(role.name == "AWSReservedSSO_Hourglass_0123456789abcdef")
            #expect(role.id == "AROAEXAMPLEEXAMPLE123")
        },
        ShapeCase("kms", "GenerateMac") { client in
            let mac = try await client.kms.generateMac(of: Array("message".utf8), keyID: "alias/hourglass-seal")
            #expect(mac == Array(repeating: 1, count: 32))
        },
        ShapeCase("kms", "VerifyMac") { client in
            let mac = [UInt8](repeating: 1, count: 32)
            let isGenuine = try await client.kms.verifyMac(
                mac,
                of: Array("message".utf8),
                keyID: "alias/hourglass-seal"
            )
            #expect(isGenuine)
        },
    ]
}
