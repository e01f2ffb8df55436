// SPDX-License-Identifier: Apache-2.0

/// The whole id of a request: the entry point that it was made by, a `/`, and the id that it was given there.
///
/// Two entry points may give the same id: these are two requests. Leases that no request has, and trails of what is no
/// request, have ids of the functions' own, without an entry point.
///
/// The alphabet leaves out `#`, which divides the parts of a key in the state table.
public struct RequestID: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The most characters a whole id may have.
    public static let maximumLength = EntryPoint.maximumLength + 1 + GivenRequestID.maximumLength

    /// By what the request was made; nil for the functions' own ids.
    public let entryPoint: EntryPoint?

    /// The id as it was given, which is what people are told; not enough to find the request by.
    public let given: String

    /// The whole id, as it is stored: `servicenow/RITM0010042`.
    public let description: String

    private init(_ entryPoint: EntryPoint?, _ given: String) {
        self.entryPoint = entryPoint
        self.given = given
        description = entryPoint.map { "\($0)/\(given)" } ?? given
    }

    /// The id of a request that was made by `entryPoint`.
    public init(_ given: GivenRequestID, from entryPoint: EntryPoint) {
        self.init(entryPoint, given.description)
    }

    /// Reads a whole id, or one of the functions' own; nil unless `text` is such an id.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let last = parts.last, let given = GivenRequestID(last) else { return nil }
        guard parts.count == 2 else {
            self.init(nil, given.description)
            return
        }
        guard let entryPoint = EntryPoint(parts[0]) else { return nil }
        self.init(given, from: entryPoint)
    }

    public static func < (left: RequestID, right: RequestID) -> Bool {
        left.description < right.description
    }
}

/// The id that whoever makes a request gives it: 1 to 128 letters, digits, `.`, `_`, `:` or `-`.
public struct GivenRequestID: Sendable, Hashable, CustomStringConvertible {
    /// The most characters an id may have.
    public static let maximumLength = 128

    public let description: String

    /// Nil unless `text` is such an id.
    public init?(_ text: String) {
        guard (1...Self.maximumLength).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else {
            return nil
        }
        description = text
    }

    /// The id of a request that names none: the Lambda request id, with what an id may not have replaced by `-`.
    init(lambdaRequestID: String) {
        let bytes = lambdaRequestID.utf8.prefix(Self.maximumLength).map { Self.isAllowed($0) ? $0 : UInt8(ascii: "-") }
        description = bytes.isEmpty ? "unknown" : String(decoding: bytes, as: UTF8.self)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "._:-".utf8.contains(byte)
        }
    }
}

extension RequestID {
    /// The id of what an invocation does that is no request.
    init(lambdaRequestID: String) {
        self.init(nil, GivenRequestID(lambdaRequestID: lambdaRequestID).description)
    }

    /// The trail of what an invocation was refused, or has found out about items that nobody can believe. No request can
    /// have such an id: no entry point has a `:` in its name.
    init(attempt lambdaRequestID: String) {
        self.init(nil, Self.attemptPrefix + GivenRequestID(lambdaRequestID: lambdaRequestID).description)
    }

    private static let attemptPrefix = "attempt:/"

    /// Whether it is the id of a trail of refused attempts.
    var isAttempt: Bool { description.hasPrefix(Self.attemptPrefix) }

    /// The trail in which the records of a request go on when its own cannot be continued. No request can have such an id.
    ///
    /// - Parameters:
    ///   - lambdaRequestID: the invocation that begins it.
    ///   - mark: drawn when it is needed, so that nobody can fill the trail beforehand.
    init(successorOf id: RequestID, by lambdaRequestID: String, mark: String) {
        self.init(nil, "\(Self.successorPrefix)\(id)/\(GivenRequestID(lambdaRequestID: lambdaRequestID)).\(mark)")
    }

    /// The request whose records go on in the trail that has this id; nil if it is none that goes on for another.
    package var predecessor: RequestID? {
        guard description.hasPrefix(Self.successorPrefix) else { return nil }
        let rest = description.dropFirst(Self.successorPrefix.count)
        guard let end = rest.lastIndex(of: "/"), GivenRequestID(String(rest[rest.index(after: end)...])) != nil else {
            return nil
        }
        let id = String(rest[..<end])
        return id.hasPrefix(Self.successorPrefix) ? nil : Self(stored: id)
    }

    private static let successorPrefix = "successor:/"

    private init?(successor text: String) {
        self.init(nil, text)
        if predecessor == nil { return nil }
    }

    /// An id as the audit table holds it, which may be one that no request can have.
    package init?(stored text: String) {
        if text.hasPrefix(Self.successorPrefix) {
            self.init(successor: text)
        } else if text.hasPrefix(Self.attemptPrefix) {
            guard let id = GivenRequestID(String(text.dropFirst(Self.attemptPrefix.utf8.count))) else { return nil }
            self.init(attempt: id.description)
        } else {
            self.init(text)
        }
    }

    /// The id of the lease by which a foreign assignment is taken away.
    init(quarantineDigest digest: String) {
        self.init(nil, "\(Self.quarantinePrefix)\(digest.prefix(32))")
    }

    private static let quarantinePrefix = "quarantine-"

    /// Whether it is the id of a lease by which a foreign assignment is taken away.
    var isQuarantine: Bool { entryPoint == nil && description.hasPrefix(Self.quarantinePrefix) }

    /// The id that stands for a row of the published sample, which has no request; the same each time it is read.
    init(adoptedRowDigest digest: String) {
        self.init(nil, "\(Self.adoptedPrefix)\(digest.prefix(32))")
    }

    private static let adoptedPrefix = "adopted-"

    /// Whether it is the id of a lease that has no request: one that was adopted, or by which a foreign assignment is taken away.
    public var hasNoRequest: Bool { isAdoptedRow || isQuarantine }

    /// Whether it is the id that stands for a row of the published sample.
    var isAdoptedRow: Bool { entryPoint == nil && description.hasPrefix(Self.adoptedPrefix) }
}
