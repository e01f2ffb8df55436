// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("What a caller's ARN tells")
struct IAMCallerTests {
    private static let session = "arn:aws:sts::111122223333:assumed-role/"

    @Test(
        "The session of a permission set's role is the person it is named after",
        arguments: [
            (session + "AWSReservedSSO_ReadOnly_0123456789abcdef/ada@example.com", "ada@example.com"),
            (session + "AWSReservedSSO_With_Under_Scores_fedcba9876543210/Ada+x=1,2.3-4", "Ada+x=1,2.3-4"),
            ("arn:aws-us-gov:sts::111122223333:assumed-role/AWSReservedSSO_X_0123456789abcdef/ad", "ad"),
        ]
    )
    func people(arn: String, userName: String) throws {
        let caller = try #require(IAMCaller(arn: arn, accountID: "111122223333", id: "AROAEXAMPLE:\(userName)"))
        guard case .person(let session) = caller.identity else { throw Missing("person") }
        #expect(session.userName == userName)
        #expect(session.roleID == "AROAEXAMPLE")
        #expect(arn.contains("/\(session.roleName)/"))
    }

    @Test(
        "Other roles and users are for the policy to know",
        arguments: [session + "deploy-web/build-7", "arn:aws:iam::111122223333:user/tools/helper"]
    )
    func others(arn: String) {
        #expect(IAMCaller(arn: arn, accountID: "111122223333", id: "AROAEXAMPLE:ada")?.identity == .roleOrUser)
    }

    @Test(
        "What only looks like a person's session is nobody's",
        arguments: [
            session + "AWSReservedSSO_ReadOnly_0123456789ABCDEF/ada",
            session + "AWSReservedSSO_ReadOnly_0123456789abcde/ada",
            session + "AWSReservedSSO_ReadOnly_0123456789abcdef0/ada",
            session + "AWSReservedSSO_0123456789abcdef/ada",
            session + "AWSReservedSSO__0123456789abcdef/ada",
            session + "AWSReservedSSO_ReadOnly/ada",
            session + "AWSReservedSSO_ReadOnly_0123456789abcdef/a",
            session + "AWSReservedSSO_ReadOnly_0123456789abcdef/ada:x",
            session + "AWSReservedSSO_ReadOnly_0123456789abcdef/ada/x",
            session + "AWSReservedSSO_ReadOnly_0123456789abcdef/",
            session + "AWSReservedSSO_ReadOnly_0123456789abcdef/" + String(repeating: "a", count: 65),
            "arn:aws:iam::111122223333:root",
            "arn:aws:sts::111122223333:federated-user/ada",
            "arn:aws:iam::111122223333:assumed-role/AWSReservedSSO_ReadOnly_0123456789abcdef/ada",
            "arn:aws:iam::111122223333:role/AWSReservedSSO_ReadOnly_0123456789abcdef/ada",
            "arn:aws:sts::111122223333:user/ada",
            session + "/ada",
        ]
    )
    func imitations(arn: String) throws {
        let caller = try #require(IAMCaller(arn: arn, accountID: "111122223333", id: "AROAEXAMPLE:ada"))
        #expect(caller.identity == .other)
    }

    @Test(
        "What is no ARN of IAM in the caller's own account is not read",
        arguments: [
            ("", "111122223333"),
            ("ada", "111122223333"),
            (session + "deploy/one", "444455556666"),
            (session + "deploy/one", ""),
            ("arn:aws:sts:eu-central-1:111122223333:assumed-role/deploy/one", "111122223333"),
            ("arn:aws:s3::111122223333:assumed-role/deploy/one", "111122223333"),
            ("urn:aws:sts::111122223333:assumed-role/deploy/one", "111122223333"),
            ("arn:moon:sts::111122223333:assumed-role/deploy/one", "111122223333"),
            (session + "deploy/o ne", "111122223333"),
            (session + "deploy/o\nne", "111122223333"),
            (session + "dépl/one", "111122223333"),
            (session + String(repeating: "a", count: 2100) + "/one", "111122223333"),
            ("arn:aws:sts::１１１１２２２２３３３３:assumed-role/deploy/one", "１１１１２２２２３３３３"),
        ]
    )
    func unreadable(arn: String, account: String) {
        #expect(IAMCaller(arn: arn, accountID: account, id: nil) == nil)
    }
}
