// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

/// A request id that is known to be valid. The simulated ledger finds a request by it without its entry point.
func id(_ text: String) throws -> RequestID {
    try #require(RequestID(text))
}

extension Answer {
    /// The stable code of a refusal.
    var code: String? { text("code") }

    /// A member of the body that is text.
    func text(_ name: String) -> String? {
        if case .string(let text) = body[name] { text } else { nil }
    }

    /// A member of the body that is a whole number.
    func number(_ name: String) -> Int64? {
        if case .integer(let number) = body[name] { number } else { nil }
    }

    /// The names of the fields that are wrong, in order.
    var fields: [String] {
        guard case .array(let problems) = body["fields"] else { return [] }
        return problems.compactMap { problem in
            guard case .object(let members) = problem, case .string(let field) = members["field"] else { return nil }
            return field
        }
    }
}

extension AccessWorld {
    /// What the audit trail says of one request, such as `GRANT SUCCESS`.
    func events(_ id: String) throws -> [String] {
        AuditTrail.events(of: ledger.audit(of: try JITAccessTests.id(id)))
    }

    /// What was refused about one request, which is not in its trail: such as `APPROVE DENIED`.
    func attempts(_ id: String) -> [String] {
        AuditTrail.events(of: refusals(id))
    }

    /// The records of what was refused about one request.
    func refusals(_ id: String) -> [AuditRecord] {
        ledger.audit.values.joined().filter { record in
            guard case .string(let about)? = record.attributes["about"] else { return false }
            return about == id || RequestID(about)?.given == id
        }
        .sorted { ($0.requestID, $0.sequence) < ($1.requestID, $1.sequence) }
    }

    /// The status of one request.
    func status(_ id: String) throws -> LeaseStatus? {
        ledger.request(try JITAccessTests.id(id))?.lease?.status
    }

    /// Whether the example user has the example access.
    var hasAccess: Bool { identityCenter.origin(of: Example.binding) != nil }
}
