// SPDX-License-Identifier: Apache-2.0

extension AuditRecord {
    /// A record as it is stored; nil if it lacks what makes it one. Whether its hash is right, the verification of the
    /// trail tells.
    public init?(stored attributes: [String: JSONValue]) {
        guard case .string(let id) = attributes["request_id"], let requestID = RequestID(stored: id),
            case .integer(let sequence) = attributes["sequence"], case .string(let hash) = attributes["hash"]
        else { return nil }
        self.init(requestID: requestID, sequence: sequence, hash: hash, attributes: attributes)
    }
}
