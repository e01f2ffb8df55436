// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import hourglass

@Suite("The event of an invocation")
struct EventTests {
    private func edited(_ json: String, unset: [String] = [], set: [String] = []) throws -> String {
        var event = Event(data: Data(json.utf8))
        try event.edit(unset: unset, set: set.compactMap(EventMember.init(argument:)))
        return String(decoding: event.data, as: UTF8.self)
    }

    @Test(
        "A value is JSON if it can be read as such, else text",
        arguments: [
            ("a=2", #"{"a":2}"#),
            ("a=true", #"{"a":true}"#),
            ("a=null", #"{"a":null}"#),
            (#"a="2""#, #"{"a":"2"}"#),
            ("a=4h", #"{"a":"4h"}"#),
            ("a=", #"{"a":""}"#),
            ("a=b=c", #"{"a":"b=c"}"#),
            (#"a={"b":[1]}"#, #"{"a":{"b":[1]}}"#),
            ("a=arn:aws:iam::1/x", #"{"a":"arn:aws:iam::1/x"}"#),
        ]
    )
    func values(argument: String, expected: String) throws {
        #expect(try edited("{}", set: [argument]) == expected)
    }

    @Test("Members are removed before others are set, and the last value counts")
    func order() throws {
        #expect(
            try edited(#"{"a":1,"b":2}"#, unset: ["a", "z"], set: ["a=3", "c=4", "c=5"]) == #"{"a":3,"b":2,"c":5}"#
        )
    }

    @Test("An event that is not changed stays as it is, byte for byte")
    func unchanged() throws {
        #expect(try edited(" not JSON ") == " not JSON ")
        #expect(try edited(#"{"b": 1.0, "a": 2}"#) == #"{"b": 1.0, "a": 2}"#)
    }

    @Test("Only an object can be changed", arguments: ["[]", "1", "", "{"])
    func noObject(json: String) {
        #expect(throws: CommandFailure.self) { try edited(json, set: ["a=1"]) }
        #expect(throws: CommandFailure.self) { try edited(json, unset: ["a"]) }
    }

    @Test("An argument without a name or a value is refused", arguments: ["a", "=1", ""])
    func badArguments(argument: String) {
        #expect(EventMember(argument: argument) == nil)
        #expect(EnvironmentVariable(argument: argument) == nil)
    }
}
