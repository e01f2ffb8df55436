// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Testing
import TestSupport

@testable import AWSClient

@Suite("Pages of a list")
struct PagesTests {
    private func list(_ bodies: [String]) throws -> (Pages<[String], String>, ScriptedTransport) {
        let transport = ScriptedTransport(bodies.map { .json(200, $0) })
        let client = try AWSClient.test(transport)
        return (client.ssoAdmin.listPermissionSets(instanceARN: "arn"), transport)
    }

    private func tokens(_ transport: ScriptedTransport) -> [Bool] {
        transport.sent.map { String(decoding: $0.body, as: UTF8.self).contains("NextToken") }
    }

    @Test("They are read to the end, empty ones between them too")
    func all() async throws {
        let (pages, transport) = try list([
            #"{"PermissionSets": ["a", "b"], "NextToken": "1"}"#, #"{"PermissionSets": [], "NextToken": "2"}"#,
            #"{"PermissionSets": ["c"]}"#,
        ])
        #expect(try await pages.elements() == ["a", "b", "c"])
        #expect(tokens(transport) == [false, true, true])
        #expect(String(decoding: transport.sent[2].body, as: UTF8.self).contains(#""NextToken":"2""#))
    }

    @Test("An empty token, or one that is null, is the end", arguments: [#""""#, "null"])
    func end(token: String) async throws {
        let (pages, transport) = try list([#"{"PermissionSets": ["a"], "NextToken": \#(token)}"#])
        #expect(try await pages.all() == [["a"]])
        #expect(transport.sent.count == 1)
    }

    @Test("A page is fetched only when it is asked for")
    func lazy() async throws {
        let (pages, transport) = try list([#"{"PermissionSets": ["a"], "NextToken": "1"}"#])
        for try await page in pages {
            #expect(page == ["a"])
            break
        }
        #expect(transport.sent.count == 1)
    }

    @Test(
        "A token that comes again ends the walk with an error, even after a detour",
        arguments: [["1", "1"], ["1", "2", "1"]]
    )
    func repeatedToken(tokens: [String]) async throws {
        let (pages, transport) = try list(tokens.map { #"{"PermissionSets": [], "NextToken": "\#($0)"}"# })
        let error = await awsError { () throws(AWSError) in try await pages.all() }
        #expect(error?.kind == .malformedAnswer)
        #expect(error?.operation == "ListPermissionSets")
        #expect(transport.sent.count == tokens.count)
    }

    @Test("A list that does not end within the greatest number of pages is an error, not a short list")
    func limit() async throws {
        let pages = Pages<Int, Int>(AWSOperation(.sns, "List"), maximumPages: 3) { token in
            ((token ?? 0), (token ?? 0) + 1)
        }
        let error = await awsError { () throws(AWSError) in try await pages.all() }
        #expect(error?.kind == .tooLarge)
        #expect(error?.message == "the list has more than 3 pages")
    }

    @Test("A list of exactly that many pages is read")
    func exactLimit() async throws {
        let pages = Pages<Int, Int>(AWSOperation(.sns, "List"), maximumPages: 3) { token in
            let page = token ?? 0
            return (page, page < 2 ? page + 1 : nil)
        }
        #expect(try await pages.all() == [0, 1, 2])
    }

    @Test("An error of a page is the walk's, and the pages before it have been seen")
    func pageError() async throws {
        let transport = ScriptedTransport([
            .json(200, #"{"PermissionSets": ["a"], "NextToken": "1"}"#), .fault(400, "AccessDeniedException"),
        ])
        let client = try AWSClient.test(transport)
        var seen: [[String]] = []
        let error = await awsError { () throws(AWSError) in
            for try await page in client.ssoAdmin.listPermissionSets(instanceARN: "arn") {
                seen.append(page)
            }
            return ()
        }
        #expect(error?.isAccessDenied == true)
        #expect(seen == [["a"]])
    }

    @Test("A query goes on where the last page ended, starting at the caller's key")
    func query() async throws {
        let transport = ScriptedTransport([
            .json(200, #"{"Items": [{"id": {"S": "1"}}], "LastEvaluatedKey": {"id": {"S": "1"}}}"#),
            .json(200, #"{"Items": [], "LastEvaluatedKey": {}}"#),
        ])
        let client = try AWSClient.test(transport)
        let query = DynamoDB.Query(table: "t", keyCondition: "id = id", exclusiveStartKey: ["id": "0"])
        let pages = try await client.dynamoDB.queryPages(query).all()
        #expect(pages == [.init(items: [["id": "1"]], lastEvaluatedKey: ["id": "1"]), .init(items: [])])
        let bodies = transport.sent.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(bodies[0].contains(#""ExclusiveStartKey":{"id":{"S":"0"}}"#))
        #expect(bodies[1].contains(#""ExclusiveStartKey":{"id":{"S":"1"}}"#))
    }
}
