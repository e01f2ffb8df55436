// SPDX-License-Identifier: Apache-2.0

/// A function to call, and for whom.
struct FunctionConnection: Sendable {
    let caller: any FunctionCaller
    /// The user for whom an integration speaks.
    var speaksFor: String?

    func call(_ event: RequestEvent) async throws -> FunctionAnswer {
        var event = event
        if let speaksFor { event.set(event.speakerMember, speaksFor) }
        return try await caller.call(event)
    }
}
