// SPDX-License-Identifier: Apache-2.0

extension XMLElement {
    /// The largest document that is read, in bytes. The answers in use have a few thousand.
    static let maximumBytes = 256 * 1024

    /// How many elements may be inside one another.
    static let maximumDepth = 32

    /// Reads the root element of `document` (XML 1.0 in UTF-8, without a document type).
    ///
    /// A document type is refused because it can define entities, and with them documents that grow without limit or
    /// read files. Whether attribute names are unique is not checked.
    ///
    /// - Throws: ``XMLError`` if the document is not well formed, has a document type, is larger than 256 KiB or deeper
    ///   than 32 elements.
    public init(parsing document: [UInt8]) throws(XMLError) {
        guard document.count <= Self.maximumBytes else {
            throw XMLError(message: "the document is larger than \(Self.maximumBytes) bytes", offset: 0)
        }
        guard String(validating: document, as: UTF8.self) != nil else {
            throw XMLError(message: "the document is not UTF-8", offset: 0)
        }
        var reader = XMLReader(document)
        self = try reader.document()
    }
}

/// Reads one document from its start to its end (https://www.w3.org/TR/xml/). `XMLReader+Text.swift` has what is
/// between tags.
struct XMLReader {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(XMLError) -> XMLElement {
        _ = skip("\u{FEFF}")
        try skipMiscellaneous()
        guard next == UInt8(ascii: "<") else { throw error("an element is missing") }
        let root = try element(depth: 1)
        try skipMiscellaneous()
        guard next == nil else { throw error("there is more after the root element") }
        return root
    }

    private mutating func element(depth: Int) throws(XMLError) -> XMLElement {
        guard depth <= XMLElement.maximumDepth else {
            throw error("there are more than \(XMLElement.maximumDepth) elements inside one another")
        }
        try expect("<")
        let name = try name()
        if try skipAttributes() {
            return XMLElement(name: name, text: "", children: [])
        }
        var text: [UInt8] = []
        var children: [XMLElement] = []
        while !skip("</") {
            if skip("<!--") {
                try skipPast("-->")
            } else if skip("<![CDATA[") {
                text += try characters(through: "]]>")
            } else if skip("<?") {
                try skipPast("?>")
            } else if next == UInt8(ascii: "<") {
                children.append(try element(depth: depth + 1))
            } else {
                text += try characterData()
            }
        }
        guard try self.name() == name else { throw error("an end tag does not match its start tag") }
        skipSpace()
        try expect(">")
        return XMLElement(name: name, text: String(decoding: text, as: UTF8.self), children: children)
    }

    /// Skips the rest of a start tag; says whether it ends the element as well.
    private mutating func skipAttributes() throws(XMLError) -> Bool {
        while true {
            let spaces = skipSpace()
            if skip("/>") { return true }
            if skip(">") { return false }
            guard spaces > 0 else { throw error("a start tag is broken") }
            _ = try name()
            skipSpace()
            try expect("=")
            skipSpace()
            let isSingleQuoted = skip("'")
            if !isSingleQuoted { try expect("\"") }
            guard try !characters(through: isSingleQuoted ? "'" : "\"").contains(UInt8(ascii: "<")) else {
                throw error("an attribute holds a '<'")
            }
        }
    }

    /// Skips what may stand before and after the root element.
    private mutating func skipMiscellaneous() throws(XMLError) {
        while true {
            skipSpace()
            if skip("<?") {
                try skipPast("?>")
            } else if skip("<!--") {
                try skipPast("-->")
            } else if skip("<!") {
                throw error("a document type is not accepted")
            } else {
                return
            }
        }
    }

    private mutating func name() throws(XMLError) -> String {
        let name = bytes[position...].prefix(while: Self.isNameByte)
        guard let first = name.first, !ASCII.isDigit(first), !"-.".utf8.contains(first) else {
            throw error("a name is missing or malformed")
        }
        position += name.count
        return String(decoding: name, as: UTF8.self)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        ASCII.isLetterOrDigit(byte) || "_:-.".utf8.contains(byte) || byte >= 0x80
    }
}

extension XMLReader {
    /// The next byte, or `nil` at the end.
    var next: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    mutating func skipByte() {
        position += 1
    }

    func error(_ message: String) -> XMLError {
        XMLError(message: message, offset: position)
    }

    /// Skips `text` if it comes next.
    mutating func skip(_ text: String) -> Bool {
        guard bytes[position...].starts(with: text.utf8) else { return false }
        position += text.utf8.count
        return true
    }

    mutating func expect(_ text: String) throws(XMLError) {
        guard skip(text) else { throw error("'\(text)' is missing") }
    }

    @discardableResult
    mutating func skipSpace() -> Int {
        let space = bytes[position...].prefix { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
        position += space.count
        return space.count
    }

    mutating func skipPast(_ end: String) throws(XMLError) {
        _ = try characters(through: end)
    }

    /// The bytes up to `end`, which is skipped.
    mutating func characters(through end: String) throws(XMLError) -> ArraySlice<UInt8> {
        let start = position
        while next != nil {
            let stop = position
            if skip(end) { return bytes[start..<stop] }
            try checkCharacters(bytes[stop...stop])
            skipByte()
        }
        throw error("'\(end)' is missing")
    }

    /// The bytes up to the next tag or reference.
    mutating func plainText() throws(XMLError) -> ArraySlice<UInt8> {
        let text = bytes[position...].prefix { $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: "&") }
        try checkCharacters(text)
        position += text.count
        return text
    }

    /// Refuses control characters that XML does not allow.
    private func checkCharacters(_ bytes: ArraySlice<UInt8>) throws(XMLError) {
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }) else {
            throw error("there is a control character")
        }
    }
}
