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

    /// The form as a body, `name=value&name=value`; a space is `%20`, never `+`.
    var encoded: [UInt8] {
        let fields = parameters.map { parameter in
            PercentEncoding.encode(parameter.name.utf8) + "=" + PercentEncoding.encode(parameter.value.utf8)
        }
        return Array(fields.joined(separator: "&").utf8)
    }
}
