// SPDX-License-Identifier: Apache-2.0

/// A body of `application/x-www-form-urlencoded`, as https://url.spec.whatwg.org/#urlencoded-parsing reads it.
public struct WebForm: Sendable, Equatable {
    /// The most fields; Slack sends a dozen.
    private static let maximumFields = 100

    private let fields: [String: String]

    /// Nil if an escape is broken, the text is not UTF-8, a field comes twice or there are too many: who signs such a
    /// body and who reads it might not mean the same.
    public init?(_ body: [UInt8]) {
        let pairs = body.split(separator: UInt8(ascii: "&"))
        guard pairs.count <= Self.maximumFields else { return nil }
        var fields: [String: String] = [:]
        for pair in pairs {
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = Self.decoded(pair[..<end]), let value = Self.decoded(pair[end...].dropFirst()),
                fields.updateValue(value, forKey: name) == nil
            else { return nil }
        }
        self.fields = fields
    }

    /// The value of a field; nil if there is none.
    public subscript(name: String) -> String? { fields[name] }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var rest = bytes
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): output.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    return nil
                }
                output.append(high << 4 | low)
            default: output.append(byte)
            }
        }
        return String(validating: output, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
