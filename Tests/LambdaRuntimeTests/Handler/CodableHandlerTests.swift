// SPDX-License-Identifier: Apache-2.0

import Foundation
import Logging
import Testing

@testable import LambdaRuntime

@Suite("A handler over Codable types")
struct CodableHandlerTests {
    struct Order: Decodable {
        struct Item: Decodable {
            let name: String
            let count: Int
        }

        let customer: String
        let items: [Item]
        let express: Bool
        let weight: Double?
        let tags: [String: Int]?
    }

    struct Receipt: Encodable, Equatable {
        var url: String
        var total: Double
    }

    private static let context = LambdaContext(
        requestID: "request-1",
        deadline: .distantFuture,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )

    private static let order = #"{"customer":"ada","items":[{"name":"tea","count":2}],"express":true}"#

    @Test("Decodes the event and encodes the answer, slashes and order of keys as people write them")
    func success() async throws {
        let handler = CodableHandler { (order: Order, context: LambdaContext) in
            Receipt(url: "https://example.com/\(order.items[0].name)/\(context.requestID)", total: 2.5)
        }
        let response = try await handler.handle(Array(Self.order.utf8), context: Self.context)
        let expected = #"{"total":2.5,"url":"https://example.com/tea/request-1"}"#
        #expect(String(decoding: response.body, as: UTF8.self) == expected)
        #expect(response.afterResponse == nil)
    }

    @Test("Passes on the work that is left after the answer")
    func afterResponse() async throws {
        let journal = Journal()
        let handler = CodableHandler<Order, Int>(replying: { order, _ in
            .init(order.items.count) { journal.note("background") }
        })
        let response = try await handler.handle(Array(Self.order.utf8), context: Self.context)
        #expect(response.body == Array("1".utf8))
        await response.afterResponse?()
        #expect(journal.entries == ["background"])
    }

    @Test(
        "An event that does not fit is refused with the place and what belongs there",
        arguments: [
            ("", "The event is not valid JSON."),
            ("secret", "The event is not valid JSON."),
            (#"{"customer":"secret""#, "The event is not valid JSON."),
            (String(repeating: "[", count: 100_000), "The event is not valid JSON."),
            ("[]", "The event's $ must be an object."),
            ("{}", "The event lacks $.customer."),
            (#"{"customer":null}"#, "The event's $.customer is null; it must have a value."),
            (#"{"customer":12345}"#, "The event's $.customer must be a string."),
            (#"{"customer":"a","items":"secret"}"#, "The event's $.items must be a list."),
            (#"{"customer":"a","items":[{"name":"b"}]}"#, "The event lacks $.items[0].count."),
            (
                #"{"customer":"a","items":[{"name":"b","count":1},{"name":"b","count":"secret"}]}"#,
                "The event's $.items[1].count must be a whole number."
            ),
            (
                #"{"customer":"a","items":[{"name":"b","count":12345678901234567890123}]}"#,
                "The event has a malformed number or string, or a number that does not fit, such as 1.5 for a count."
            ),
            (#"{"customer":"a","items":[],"express":"secret"}"#, "The event's $.express must be true or false."),
            (
                #"{"customer":"a","items":[],"express":true,"weight":"secret"}"#,
                "The event's $.weight must be a number."
            ),
            (
                #"{"customer":"a","items":[],"express":true,"tags":{"my secret":"secret"}}"#,
                "The event's $.tags[?] must be a whole number."
            ),
        ]
    )
    func invalidEvent(_ event: String, _ message: String) async throws {
        let handler = CodableHandler { (order: Order, _: LambdaContext) in order.customer }
        let error = await #expect(throws: FunctionFailure.self) {
            _ = try await handler.handle(Array(event.utf8), context: Self.context)
        }
        #expect(error == FunctionFailure("Function.InvalidEvent", message))
    }

    @Test("A path is of bounded length, however deep the event")
    func deepPath() async throws {
        indirect enum Nest: Decodable {
            case nest([Nest])

            init(from decoder: any Decoder) throws {
                self = .nest(try decoder.singleValueContainer().decode([Nest].self))
            }
        }
        let handler = CodableHandler { (_: Nest, _: LambdaContext) in 1 }
        let event = String(repeating: "[", count: 100) + "1" + String(repeating: "]", count: 100)
        let error = await #expect(throws: FunctionFailure.self) {
            _ = try await handler.handle(Array(event.utf8), context: Self.context)
        }
        let path = "$" + String(repeating: "[0]", count: 16) + "…"
        #expect(error?.errorMessage == "The event's \(path) must be a list.")
    }

    @Test("An answer that JSON cannot express is an internal failure that does not show the value")
    func unencodable() async throws {
        let handler = CodableHandler { (_: Order, _: LambdaContext) in Receipt(url: "secret", total: .infinity) }
        let error = await #expect(throws: FunctionFailure.self) {
            _ = try await handler.handle(Array(Self.order.utf8), context: Self.context)
        }
        #expect(error?.errorType == .internal)
        #expect(error?.errorMessage == "The function's answer, a Receipt, cannot be written as JSON.")
    }

    @Test("What the closure throws is passed on as it is")
    func closureError() async {
        let handler = CodableHandler<Order, Int> { _, _ -> Int in throw FunctionFailure("Function.Denied", "No.") }
        await #expect(throws: FunctionFailure("Function.Denied", "No.")) {
            _ = try await handler.handle(Array(Self.order.utf8), context: Self.context)
        }
    }
}
