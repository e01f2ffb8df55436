// SPDX-License-Identifier: Apache-2.0

/// The parameters of a query call, in order.
struct QueryForm: Sendable, Equatable {
    private(set) var parameters: [Parameter] = []

    struct Parameter: Sendable, Equatable {
        let name: String
        let value: String
    }

    mutating func add(_ name: String, _ value: String) {
        parameters.append(Parameter(name: name, value: value))
    }

    mutating func add(contentsOf form: QueryForm) {
        parameters += form.parameters
    }

    /// The form as a body, `name=value&name=value`.
    var encoded: [UInt8] {
        Array(parameters.map { Self.escaped($0.name) + [0x3D] + Self.escaped($0.value) }.joined(separator: [0x26]))
    }

    private static let hexadecimalDigits = Array("0123456789ABCDEF".utf8)

    /// Everything but the unreserved characters of RFC 3986 percent-encoded; a space is `%20`, never `+`.
    private static func escaped(_ text: String) -> [UInt8] {
        text.utf8.reduce(into: []) { result, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: result.append(byte)
            default: result += [0x25, hexadecimalDigits[Int(byte >> 4)], hexadecimalDigits[Int(byte & 0x0F)]]
            }
        }
    }
}
