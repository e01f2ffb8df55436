// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import JITAccess

@Suite("Identifiers")
struct IdentifierTests {
    @Test(
        "Ids that a request may be given",
        arguments: ["a", "A-z_0.9:x", "8476a536-e9f4-11e8-9739-2dfe598c3fcd", String(repeating: "x", count: 128)]
    )
    func goodRequestID(text: String) throws {
        #expect(GivenRequestID(text)?.description == text)
        #expect(RequestID(text)?.description == text)
        let whole = RequestID(try #require(GivenRequestID(text)), from: .functionURL)
        #expect(whole.description == "url/\(text)")
        #expect(whole.given == text)
        #expect(RequestID(whole.description) == whole)
    }

    @Test(
        "What is no request id",
        arguments: [
            "", " ", "a b", "a#b", "ä", "a\n", "é", "a\u{301}", "😀", "%", String(repeating: "x", count: 129), "/", "a/",
            "/a", "a/b/c", "a.b/c", "7/c", "attempt:/c", "\(String(repeating: "x", count: 65))/c",
        ]
    )
    func badRequestID(text: String) {
        #expect(RequestID(text) == nil)
        #expect(GivenRequestID(text) == nil)
        #expect(NamedRequest(text, from: .direct) == nil)
    }

    @Test("The same id of two entry points is two ids, and neither is one of the functions' own")
    func entryPoints() throws {
        let given = try #require(GivenRequestID("RITM0010042"))
        let alias = try #require(EntryPoint(alias: "servicenow"))
        let ids = [EntryPoint.functionURL, .direct, alias].map { RequestID(given, from: $0) }
        #expect(Set(ids).count == 3)
        #expect(ids.map(\.description) == ["url/RITM0010042", "direct/RITM0010042", "servicenow/RITM0010042"])
        #expect(ids.allSatisfy { $0.given == "RITM0010042" })
        let own = [
            RequestID(attempt: "RITM0010042"), RequestID(lambdaRequestID: "RITM0010042"),
            RequestID(quarantineDigest: "RITM0010042"), RequestID(adoptedRowDigest: "RITM0010042"),
        ]
        #expect(Set(own).count == 4 && Set(own).isDisjoint(with: ids))
        #expect(own.allSatisfy { $0.entryPoint == nil && RequestID(stored: $0.description) == $0 })
    }

    @Test("Named by the short form, a request is first looked for at the entry point that it came by")
    func named() throws {
        let alias = try #require(EntryPoint(alias: "servicenow"))
        let short = try #require(NamedRequest("R1", from: alias))
        #expect(short.id.description == "servicenow/R1" && short.short?.description == "R1")
        let whole = try #require(NamedRequest("url/R1", from: alias))
        #expect(whole.id.description == "url/R1" && whole.short == nil)
    }

    @Test(
        "Which aliases can be an entry point",
        arguments: [
            ("servicenow", true), ("a-B_9", true), (String(repeating: "a", count: 64), true), ("url", false),
            ("direct", false), ("", false), ("9", false), ("a.b", false), ("a/b", false), ("a:b", false), ("ä", false),
            (String(repeating: "a", count: 65), false),
        ]
    )
    func aliases(text: String, isOne: Bool) {
        #expect((EntryPoint(alias: text) != nil) == isOne)
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
