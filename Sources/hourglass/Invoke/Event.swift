// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import LocalLambda

/// The event to invoke a function with.
struct Event {
    private(set) var data: Data

    init(data: Data) {
        self.data = data
    }

    /// - Parameter path: `-` reads standard input.
    static func read(_ path: String) throws -> Event {
        if path == "-" { return Event(data: FileHandle.standardInput.readDataToEndOfFile()) }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(message: "the event \(path) cannot be read; give a file, or - for standard input")
        }
        return Event(data: data)
    }

    /// Whether it is JSON. Lambda accepts nothing else; a function must survive it all the same.
    var isJSON: Bool { JSONTokens(data) != nil }

    /// Removes members, then sets members.
    ///
    /// - Throws: ``CommandFailure`` if there is something to change and the event is not an object.
    mutating func edit(unset: [String], set: [EventMember]) throws {
        guard !unset.isEmpty || !set.isEmpty else { return }
        guard var object = try? JSONSerialization.jsonObject(with: data) as? [String: Any] else {
            throw CommandFailure(message: "--set and --unset need an event that is a JSON object")
        }
        for name in unset { object[name] = nil }
        for member in set { object[member.name] = member.value }
        data = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    }
}

/// A `name=value` argument; the value is JSON if it can be read as such, else text.
struct EventMember: ExpressibleByArgument {
    let name: String
    private let text: String

    init?(argument: String) {
        guard let separator = argument.firstIndex(of: "="), separator != argument.startIndex else { return nil }
        name = String(argument[..<separator])
        text = String(argument[argument.index(after: separator)...])
    }

    var value: Any {
        (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) ?? text
    }
}
