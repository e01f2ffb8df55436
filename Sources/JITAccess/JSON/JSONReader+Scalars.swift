// SPDX-License-Identifier: Apache-2.0

extension JSONReader {
    /// The string that comes next.
    package mutating func string() throws(JSONProblem) -> String {
        try expect(.string)
        return try scanString()
    }

    /// The boolean that comes next.
    package mutating func bool() throws(JSONProblem) -> Bool {
        try expect(.bool)
        if take("true") { return true }
        if take("false") { return false }
        throw problem("is no JSON value")
    }

    /// The `null` that comes next.
    package mutating func null() throws(JSONProblem) {
        try expect(.null)
        guard take("null") else { throw problem("is no JSON value") }
    }

    /// The number that comes next: a whole one, or with a fraction or exponent or beyond an `Int64`.
    package mutating func number() throws(JSONProblem) -> JSONValue {
        try expect(.number)
        let start = position
        _ = take("-")
        if !take("0") {
            guard skipDigits() else { throw problem("has a number without digits") }
        }
        var isWhole = true
        if take(".") {
            isWhole = false
            guard skipDigits() else { throw problem("has a number without digits after its point") }
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            guard skipDigits() else { throw problem("has a number without digits in its exponent") }
        }
        if position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            throw problem("has a number that begins with 0", at: start)
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw problem("has too large a number", at: start) }
        return .number(number)
    }

    /// Takes `word` if it comes next.
    private mutating func take(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard bytes.count - position >= count else { return false }
        for index in 0..<count where bytes[position + index] != word.utf8Start[index] { return false }
        position += count
        return true
    }

    /// False if there is no digit.
    private mutating func skipDigits() -> Bool {
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        return position > start
    }
}
