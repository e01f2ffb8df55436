// SPDX-License-Identifier: Apache-2.0

/// What kind of ticket it is, by the letters with which ServiceNow begins its number.
public enum TicketKind: String, Sendable, CaseIterable {
    case incident = "INC"
    case change = "CHG"
    case changeTask = "CTASK"
    case requestedItem = "RITM"
    case catalogTask = "SCTASK"
    case serviceRequest = "REQ"
    case problem = "PRB"
    case problemTask = "PTASK"

    /// Whether such a ticket is planned for a time.
    public var hasWindow: Bool { self == .change || self == .changeTask }
}

/// The number of a ticket in ServiceNow, such as `CHG0030001`. Letters in lower case and blanks around it are none of it:
/// that is how people type and paste it.
public struct TicketNumber: Sendable, Hashable, CustomStringConvertible {
    /// How many digits a number has.
    static let digits = 1...20

    public let kind: TicketKind

    /// As ServiceNow writes it.
    public let description: String

    /// Nil unless `text` is letters with which ServiceNow begins numbers, and digits behind them; no other text gets into
    /// a query.
    public init?(_ text: String) {
        let bytes = Array(TypedText.line(text).utf8)
        let letters = bytes.prefix { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
        let digits = bytes.dropFirst(letters.count)
        guard Self.digits.contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let kind = TicketKind(rawValue: String(decoding: letters, as: UTF8.self).uppercased())
        else { return nil }
        self.kind = kind
        description = kind.rawValue + String(decoding: digits, as: UTF8.self)
    }
}

extension Pattern {
    /// Whether a ticket of one of these kinds can have a number that it matches.
    func matchesTicket(of kinds: [TicketKind]) -> Bool {
        kinds.contains { matchesSome($0.rawValue.lowercased(), digits: TicketNumber.digits) }
    }
}
