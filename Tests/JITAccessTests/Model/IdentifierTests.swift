// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("Identifiers")
struct IdentifierTests {
    @Test(
        "Request ids",
        arguments: ["a", "A-z_0.9:x", "8476a536-e9f4-11e8-9739-2dfe598c3fcd", String(repeating: "x", count: 128)]
    )
    func goodRequestID(text: String) {
        #expect(RequestID(text)?.description == text)
    }

    @Test(
        "What is no request id",
        arguments: [
            "", " ", "a b", "a#b", "a/b", "ä", "a\n", "é", "a\u{301}", "😀", "%", String(repeating: "x", count: 129),
        ]
    )
    func badRequestID(text: String) {
        #expect(RequestID(text) == nil)
    }

    @Test(
        "A Lambda request id always gives an id",
        arguments: [
            ("8476a536-e9f4-11e8-9739-2dfe598c3fcd", "8476a536-e9f4-11e8-9739-2dfe598c3fcd"), ("", "unknown"),
            ("a b#c", "a-b-c"), ("é", "--"), (String(repeating: "x", count: 200), String(repeating: "x", count: 128)),
        ]
    )
    func lambdaRequestID(text: String, id: String) {
        #expect(RequestID(lambdaRequestID: text).description == id)
        #expect(RequestID(RequestID(lambdaRequestID: text).description) != nil)
    }

    @Test(
        "Account ids",
        arguments: [("111122223333", true), ("000000000001", true), ("11112222333", false), ("", false)]
    )
    func accountID(text: String, isGood: Bool) {
        #expect((AccountID(text) != nil) == isGood)
        if isGood { #expect(AccountID(text)?.description == text) }
    }

    @Test("A row of the published sample has the same id each time, and another for another row")
    func adoptedID() throws {
        let account = try #require(AccountID("111122223333"))
        let binding = Binding(userID: "u", accountID: account, permissionSetARN: "arn")
        func row(_ createdAt: String?) -> PublishedRow {
            PublishedRow(binding: binding, expiresAt: Timestamp(seconds: 1), storedExpiry: "1", createdAt: createdAt)
        }
        #expect(try row("2026").leaseID() == row("2026").leaseID())
        #expect(try row("2026").leaseID() != row("2027").leaseID())
        #expect(try row(nil).leaseID() != row("2027").leaseID())
        #expect(RequestID(try row("2026").leaseID().description) != nil)
    }

    @Test("A binding's key is that of the published sample")
    func bindingKey() throws {
        let account = try #require(AccountID("111122223333"))
        let binding = Binding(userID: "u-1", accountID: account, permissionSetARN: "arn:aws:sso:::permissionSet/i/p")
        #expect(binding.key == "u-1#111122223333#arn:aws:sso:::permissionSet/i/p")
    }
}
