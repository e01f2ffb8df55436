// SPDX-License-Identifier: Apache-2.0

/// Reads a JSON text (RFC 8259) value by value, so that a document becomes what it means without a tree between, and
/// everything that is wrong is told with its path, line and column.
///
/// Stricter than the RFC where readers differ from each other: a member that comes twice, a byte order mark, half a
/// surrogate pair and a number beyond a `Double` are refused.
package struct JSONReader {
    /// What a value begins as.
    package enum Kind: String {
        case object = "an object"
        case array = "a list"
        case string = "a string"
        case number = "a number"
        case bool = "true or false"
        case null = "null"
    }

    let bytes: [UInt8]
    var position = 0
    private let maximumDepth: Int

    /// The object or list whose members or elements come next, and those around it, the outermost first. Not one list,
    /// because the innermost is looked at all the time.
    private var innermost: Frame?
    private var outer: [Frame] = []

    /// The names of the members so far, of all objects that are open, the outermost first.
    private var names: [NamePlace] = []

    /// The names of an open object once they are too many to go through one by one, by how deep it is. Not in its frame,
    /// which is opened and closed thousands of times.
    private var manyNames: [Int: Set<String>] = [:]

    /// An object or list that is open.
    private struct Frame {
        var isObject: Bool
        /// How many members or elements have begun.
        var count = 0
        /// Where the names of this object begin.
        var firstName: Int
        /// A bit for each name so far; see ``NamePlace/mark``.
        var marks: UInt64 = 0
    }

    private var depth: Int { innermost == nil ? 0 : outer.count + 1 }

    /// - Throws: ``JSONProblem`` if the text begins with a byte order mark.
    package init(_ bytes: [UInt8], maximumDepth: Int = 32) throws(JSONProblem) {
        self.bytes = bytes
        self.maximumDepth = maximumDepth
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw problem("begins with a byte order mark; save the file as UTF-8 without one")
        }
    }

    /// The kind of the value that comes next.
    package mutating func kind() throws(JSONProblem) -> Kind {
        skipSpace()
        guard position < bytes.count else { throw problem("ends too early: a value is missing") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "]"), UInt8(ascii: "}"): throw problem("needs a value here; was there a comma too many?")
        default: throw problem("is no JSON value")
        }
    }

    /// - Throws: ``JSONProblem`` unless a value of this kind comes next.
    package mutating func expect(_ kind: Kind) throws(JSONProblem) {
        let found = try self.kind()
        guard found == kind else { throw problem("must be \(kind.rawValue), not \(found.rawValue)") }
    }

    /// Nothing but white space may follow.
    package mutating func finish() throws(JSONProblem) {
        skipSpace()
        guard position == bytes.count else { throw problem("must be one value; something follows it") }
    }

    /// Enters an object; ``nextName()`` gives its members.
    package mutating func beginObject() throws(JSONProblem) {
        try expect(.object)
        try open(isObject: true)
    }

    /// Enters a list; ``nextElement()`` tells whether there is another value in it.
    package mutating func beginArray() throws(JSONProblem) {
        try expect(.array)
        try open(isObject: false)
    }

    /// The name of the next member, whose value must be read before this is called again; nil at the end, when the
    /// object is left.
    package mutating func nextName() throws(JSONProblem) -> String? {
        try nextMember()?.text
    }

    /// The same, as something to compare with names that are known.
    package mutating func nextMember() throws(JSONProblem) -> MemberName? {
        guard try advance(past: UInt8(ascii: "}"), orTo: "a member") else { return nil }
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            throw problem("needs the name of a member here, in double quotes")
        }
        let start = position
        let name = try scanName()
        guard remember(name) else {
            throw problem("has \(NearMiss.printable(name.text(in: bytes))) twice", at: start)
        }
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
            throw problem("needs a colon after the name of a member")
        }
        position += 1
        return MemberName(name, in: bytes)
    }

    private mutating func scanName() throws(JSONProblem) -> NamePlace {
        if let content = plainText() { return NamePlace(content: content, isPlain: true, in: bytes) }
        let start = position + 1
        _ = try scanString()
        return NamePlace(content: start..<position - 1, isPlain: false, in: bytes)
    }

    /// Whether there is another element, whose value must be read before this is called again; at the end the list
    /// is left.
    package mutating func nextElement() throws(JSONProblem) -> Bool {
        try advance(past: UInt8(ascii: "]"), orTo: "an element")
    }

    private mutating func open(isObject: Bool) throws(JSONProblem) {
        guard depth < maximumDepth else {
            var problem = problem("is nested more than \(maximumDepth) levels deep")
            problem.isTooDeep = true
            throw problem
        }
        position += 1
        if let innermost { outer.append(innermost) }
        innermost = Frame(isObject: isObject, firstName: names.count)
    }

    /// Goes to the next member or element; false if there is none, and then its object or list is closed.
    private mutating func advance(past end: UInt8, orTo part: String) throws(JSONProblem) -> Bool {
        guard let frame = innermost else { return false }
        skipSpace()
        guard position < bytes.count else { throw problem("ends too early: it is not closed") }
        if bytes[position] == end {
            position += 1
            if names.count > frame.firstName { names.removeLast(names.count - frame.firstName) }
            if !manyNames.isEmpty { manyNames[depth] = nil }
            innermost = outer.popLast()
            return false
        }
        if frame.count > 0 {
            guard bytes[position] == UInt8(ascii: ",") else { throw problem("needs a comma before \(part)") }
            position += 1
            skipSpace()
            guard position < bytes.count, bytes[position] != end else { throw problem("has a comma too many") }
        }
        innermost?.count += 1
        return true
    }

    /// False if the innermost object has such a member already.
    private mutating func remember(_ name: NamePlace) -> Bool {
        guard let frame = innermost else { return true }
        if names.count - frame.firstName >= 16 {
            // Taken out while it grows, so that it is not copied.
            var many =
                manyNames.removeValue(forKey: depth) ?? Set(names[frame.firstName...].map { $0.text(in: bytes) })
            let isNew = many.insert(name.text(in: bytes)).inserted
            manyNames[depth] = many
            guard isNew else { return false }
        } else if frame.marks & name.mark != 0 {
            for index in frame.firstName..<names.count where names[index].isSame(as: name, in: bytes) { return false }
        }
        innermost?.marks |= name.mark
        names.append(name)
        return true
    }

    // Mostly there is none, so that is inlined.
    @inline(__always)
    mutating func skipSpace() {
        if position < bytes.count, bytes[position] > 0x20 { return }
        skipSomeSpace()
    }

    private mutating func skipSomeSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }
}

extension JSONReader {
    /// Where the reader is, such as `$.rules[3].principals`.
    package var path: String {
        var path = "$"
        let frames = outer + [innermost].compactMap { $0 }
        for (index, frame) in frames.enumerated() where frame.count > 0 {
            if frame.isObject {
                let next = frames.indices.contains(index + 1) ? frames[index + 1].firstName : names.count
                if next > frame.firstName { path += ".\(NearMiss.printable(names[next - 1].text(in: bytes)))" }
            } else {
                path += "[\(frame.count - 1)]"
            }
        }
        return path
    }

    /// A problem with the value at which the reader is, or at an earlier `offset`.
    package func problem(_ reason: String, at offset: Int? = nil) -> JSONProblem {
        JSONProblem(path: path, offset: offset ?? position, in: bytes, reason: reason)
    }
}
