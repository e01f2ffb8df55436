// SPDX-License-Identifier: Apache-2.0

/// A request as somebody names it: by its whole id, or by the one that it was given.
public struct NamedRequest: Sendable, Equatable {
    /// The whole id. Of the short form, that of the entry point by which it came: this is looked for first.
    public let id: RequestID

    /// The short form, if it was named by that; it may then be a request of another entry point.
    public let short: GivenRequestID?

    private init(id: RequestID, short: GivenRequestID?) {
        self.id = id
        self.short = short
    }

    /// Names a request by its whole id.
    public init(_ id: RequestID) {
        self.init(id: id, short: nil)
    }

    /// Reads either form.
    ///
    /// - Parameters:
    ///   - text: `servicenow/RITM0010042` or `RITM0010042`.
    ///   - entryPoint: the one by which it came.
    public init?(_ text: String, from entryPoint: EntryPoint) {
        if let short = GivenRequestID(text) {
            self.init(id: RequestID(short, from: entryPoint), short: short)
        } else {
            guard let id = RequestID(text) else { return nil }
            self.init(id)
        }
    }
}
