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

    /// The object or list whose members or elements come next.
    private var frame = Frame(part: .nothing, firstName: 0)

    /// Those around it, the outermost first, and then what is left of others. Not one list with ``frame``, which is
    /// looked at all the time.
    private var outer: [Frame] = []

    /// How many are around it.
    private var depth = 0

    /// The names of the members so far, of all objects that are open and may have any members, the outermost first.
    private var names: [String] = []

    /// The names of an open object once they are too many to go through one by one, by how deep it is. Not in its frame,
    /// which is opened and closed thousands of times.
    private var manyNames: [Int: Set<String>] = [:]

    /// What comes next in an object or list that is open.
    private enum Part {
        case member
        case element
        /// None is open.
        case nothing
    }

    /// An object or list that is open.
    private struct Frame {
        let part: Part
        /// How many members or elements have begun.
        var count = 0
        /// Where the name of the member is that has begun, between its quotes.
        var name = 0..<0
        /// A bit for each case that has come, where the names are those of an enumeration.
        var seen: UInt64 = 0
        /// Where the names of this object begin.
        let firstName: Int
    }

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

    /// Enters an object; ``nextMember(_:of:)`` or ``nextName()`` gives its members.
    package mutating func beginObject() throws(JSONProblem) {
        try expect(.object)
        try open(.member)
    }

    /// Enters a list; ``nextElement()`` tells whether there is another value in it.
    package mutating func beginArray() throws(JSONProblem) {
        try expect(.array)
        try open(.element)
    }

    /// The next member, of those that an object may have; its value must be read before this is called again. Nil at
    /// the end, when the object is left.
    ///
    /// - Parameter owner: what has these members, as in "is not known in a rule".
    package mutating func nextMember<Key: KnownWord>(_ keys: Key.Type, of owner: StaticString) throws(JSONProblem)
        -> Key?
    {
        guard try advance(past: UInt8(ascii: "}")) else { return nil }
        let start = position
        guard let index = try memberName(Key.words) else { throw unknown(of: owner, known: Key.words.texts, at: start) }
        guard frame.seen & (1 << index) == 0 else { throw twice(at: start) }
        frame.seen |= 1 << index
        try skipColon()
        return keys.allCases[index]
    }

    /// Which of `words` comes next as the name of a member; nil if it is none of them.
    private mutating func memberName(_ words: borrowing KnownWords) throws(JSONProblem) -> Int? {
        let start = position
        // Mostly members come in the order of the enumeration.
        if let index = knownWord(words, hint: UInt64.bitWidth - frame.seen.leadingZeroBitCount) {
            frame.name = start + 1..<position - 1
            return index
        }
        let name = try scanName()
        return words.texts.firstIndex(of: name)
    }

    /// The name of the next member, whatever it is; its value must be read before this is called again. Nil at the end,
    /// when the object is left.
    package mutating func nextName() throws(JSONProblem) -> String? {
        guard try advance(past: UInt8(ascii: "}")) else { return nil }
        let start = position
        let name = try scanName()
        guard remember(name) else { throw twice(at: start) }
        try skipColon()
        return name
    }

    private mutating func scanName() throws(JSONProblem) -> String {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            throw problem("needs the name of a member here, in double quotes")
        }
        let start = position + 1
        let name = try scanString()
        frame.name = start..<position - 1
        return name
    }

    private mutating func skipColon() throws(JSONProblem) {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
            throw problem("needs a colon after the name of a member")
        }
        position += 1
    }

    /// The name of the member that the innermost object, or one around it, is at.
    private func name(of frame: Frame) -> String {
        var again = self
        again.position = frame.name.lowerBound - 1
        // It was read without a problem before.
        return (try? again.scanString()) ?? ""
    }

    /// A member that is none of `known`.
    private func unknown(of owner: StaticString, known: [String], at start: Int) -> JSONProblem {
        let hint =
            NearMiss.of(name(of: frame), among: known).map { "did you mean \($0)?" }
            ?? "there are \(known.joined(separator: ", "))"
        return problem("is not known in \(owner); \(hint)", at: start)
    }

    /// The object that the member is in has it twice.
    private mutating func twice(at start: Int) -> JSONProblem {
        let name = name(of: frame)
        frame.name = 0..<0
        return problem("has \(NearMiss.printable(name)) twice", at: start)
    }

    /// Whether there is another element, whose value must be read before this is called again; at the end the list
    /// is left.
    package mutating func nextElement() throws(JSONProblem) -> Bool {
        try advance(past: UInt8(ascii: "]"))
    }

    private mutating func open(_ part: Part) throws(JSONProblem) {
        guard depth < maximumDepth else {
            var problem = problem("is nested more than \(maximumDepth) levels deep")
            problem.isTooDeep = true
            throw problem
        }
        position += 1
        if depth < outer.count { outer[depth] = frame } else { outer.append(frame) }
        depth += 1
        frame = Frame(part: part, firstName: names.count)
    }

    /// Goes to the next member or element; false if there is none, and then its object or list is closed.
    private mutating func advance(past end: UInt8) throws(JSONProblem) -> Bool {
        guard frame.part != .nothing else { return false }
        skipSpace()
        guard position < bytes.count else { throw problem("ends too early: it is not closed") }
        let byte = bytes[position]
        if frame.count > 0, byte == UInt8(ascii: ",") {
            position += 1
            skipSpace()
            guard position < bytes.count, bytes[position] != end else { throw problem("has a comma too many") }
        } else if byte == end {
            position += 1
            close()
            return false
        } else if frame.count > 0 {
            throw problem("needs a comma before \(frame.part == .member ? "a member" : "an element")")
        }
        frame.count += 1
        return true
    }

    private mutating func close() {
        if names.count > frame.firstName { names.removeLast(names.count - frame.firstName) }
        if !manyNames.isEmpty { manyNames[depth] = nil }
        depth -= 1
        frame = outer[depth]
    }

    /// False if the innermost object has such a member already.
    private mutating func remember(_ name: String) -> Bool {
        if names.count - frame.firstName >= 16 {
            guard rememberAmongMany(name) else { return false }
        } else if names[frame.firstName...].contains(name) {
            return false
        }
        names.append(name)
        return true
    }

    private mutating func rememberAmongMany(_ name: String) -> Bool {
        // Taken out while it grows, so that it is not copied.
        var many = manyNames.removeValue(forKey: depth) ?? Set(names[frame.firstName...])
        let isNew = many.insert(name).inserted
        manyNames[depth] = many
        return isNew
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
        for frame in outer.prefix(depth) + [frame] where frame.count > 0 {
            switch frame.part {
            case .member: path += frame.name.isEmpty ? "" : ".\(NearMiss.printable(name(of: frame)))"
            case .element: path += "[\(frame.count - 1)]"
            case .nothing: break
            }
        }
        return path
    }

    /// A problem with the value at which the reader is, or at an earlier `offset`.
    package func problem(_ reason: String, at offset: Int? = nil) -> JSONProblem {
        JSONProblem(path: path, offset: offset ?? position, in: bytes, reason: reason)
    }
}
