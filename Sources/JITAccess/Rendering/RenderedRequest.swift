// SPDX-License-Identifier: Apache-2.0

package import Hashing

/// A request as it is shown to whoever decides about it, with the digest of just that.
///
/// There is no other way to get a digest to decide by: it is computed from what is shown, and not taken from anywhere.
public struct RenderedRequest: Sendable, Equatable {
    public let id: RequestID

    /// Over what ``lines`` shows.
    public let digest: String

    /// Everything that the digest covers, and who asked and how.
    public let lines: [RenderedLine]

    /// Whether more time on access is asked for.
    public let isExtension: Bool

    /// Shows a request.
    ///
    /// - Throws: ``HashingError`` if the digest cannot be computed.
    package init(_ request: AccessRequest, requestedBy: Speaker?) throws(HashingError) {
        id = request.id
        digest = try request.digest()
        lines = RequestFacts(request, requestedBy: requestedBy).lines
        isExtension = request.extends != nil
    }

    /// Shows a request that is on record; nil if its digest is not that of its contents.
    public init?(_ record: RequestRecord) {
        guard let shown = try? RenderedRequest(record.request, requestedBy: record.requestedBy),
            shown.digest == record.digest
        else { return nil }
        self = shown
    }

    /// Shows the request of an answer; nil unless the answer's digest is that of what would be shown.
    public init?(answer members: [String: JSONValue]) {
        guard let id = RequestID(answer: members), case .string(let digest)? = members["digest"]
        else { return nil }
        let facts = RequestFacts(members: members)
        guard let request = facts.request(id), let computed = try? request.digest(), computed == digest else {
            return nil
        }
        self.id = id
        self.digest = digest
        lines = facts.lines
        isExtension = request.extends != nil
    }
}

extension RequestID {
    /// The whole id of the request that an answer is about; nil if it says none.
    public init?(answer members: [String: JSONValue]) {
        guard case .string(let given)? = members["request_id"] else { return nil }
        guard let value = members["entry_point"] else {
            self.init(given)
            return
        }
        guard case .string(let name) = value, let entryPoint = EntryPoint(name), let given = GivenRequestID(given)
        else {
            return nil
        }
        self.init(given, from: entryPoint)
    }
}
