// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Writes JSON with one member a line.
struct ReadableJSON {
    private var text: [UInt8] = []
    private var depth = 0
    private var isAfterOpen = false

    /// - Returns: nil if this is not JSON.
    static func format(_ data: Data) -> String? {
        guard let tokens = JSONTokens(data) else { return nil }
        var writer = ReadableJSON()
        for token in tokens { writer.write(token) }
        return String(decoding: writer.text, as: UTF8.self)
    }

    /// A Lambda answer, `{"statusCode":200,"body":"{...}"}`, has JSON inside a string; this shows the body as what
    /// it is.
    ///
    /// - Returns: nil if this is not JSON.
    static func formatAnswer(_ data: Data) -> String? {
        guard let tokens = JSONTokens(data) else { return nil }
        var writer = ReadableJSON()
        var recent: [JSONTokens.Token] = []
        for token in tokens {
            if case .string(let quoted) = token, writer.depth == 1, isBodyKey(recent), let body = structure(in: quoted)
            {
                for token in body { writer.write(token) }
            } else {
                writer.write(token)
            }
            recent = recent.suffix(1) + [token]
        }
        return String(decoding: writer.text, as: UTF8.self)
    }

    private static func isBodyKey(_ recent: [JSONTokens.Token]) -> Bool {
        recent == [.string(Array(#""body""#.utf8)[...]), .colon]
    }

    /// The object or array that a string holds.
    private static func structure(in quoted: ArraySlice<UInt8>) -> JSONTokens? {
        guard
            let content = try? JSONDecoder().decode(String.self, from: Data(quoted)),
            let tokens = JSONTokens(Data(content.utf8)),
            case .open? = tokens.first(where: { _ in true })
        else { return nil }
        return tokens
    }

    private mutating func write(_ token: JSONTokens.Token) {
        if case .close(let byte) = token {
            depth -= 1
            if !isAfterOpen { newLine() }
            isAfterOpen = false
            text.append(byte)
            return
        }
        if isAfterOpen { newLine() }
        isAfterOpen = false
        switch token {
        case .open(let byte):
            text.append(byte)
            depth += 1
            isAfterOpen = true
        case .comma:
            text.append(UInt8(ascii: ","))
            newLine()
        case .colon: text.append(contentsOf: ": ".utf8)
        case .string(let bytes), .literal(let bytes): text.append(contentsOf: bytes)
        case .close: break
        }
    }

    private mutating func newLine() {
        text.append(UInt8(ascii: "\n"))
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }
}
