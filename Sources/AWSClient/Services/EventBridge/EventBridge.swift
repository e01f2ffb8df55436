// SPDX-License-Identifier: Apache-2.0

/// Amazon EventBridge, for telling others what has happened.
///
/// API reference: <https://docs.aws.amazon.com/eventbridge/latest/APIReference/>
public struct EventBridge: Sendable {
    /// The most entries that one call takes.
    public static let maximumEntriesPerCall = 10

    /// The most bytes that the entries of one call may have together (``Entry/size``).
    public static let maximumBytesPerCall = 256 * 1024

    let client: AWSClient
    let region: String

    /// EventBridge in `region`, or in the client's own.
    public init(_ client: AWSClient, region: String? = nil) {
        self.client = client
        self.region = region ?? client.region
    }

    /// Puts events on their buses. That the call succeeds says nothing about any one of them: some may be refused and
    /// others not. A retry may put an event twice.
    ///
    /// - Parameter entries: 1 to ``maximumEntriesPerCall``.
    /// - Returns: What became of each, in the order of `entries`.
    public func putEvents(_ entries: [Entry]) async throws(AWSError) -> [Result<String, EntryFailure>] {
        let operation = AWSOperation(.eventBridge, "PutEvents")
        let output = try await client.json(
            operation,
            region: region,
            PutEventsInput(entries: entries),
            as: PutEventsOutput.self
        )
        guard output.entries.count == entries.count else {
            throw AWSError(
                operation,
                .malformedAnswer,
                "it is about \(output.entries.count) of \(entries.count) events"
            )
        }
        return output.entries.map(\.result)
    }
}

extension AWSClient {
    /// EventBridge in the client's region.
    public var eventBridge: EventBridge { EventBridge(self) }
}

private struct PutEventsInput: Encodable {
    let entries: [EventBridge.Entry]

    enum CodingKeys: String, CodingKey {
        case entries = "Entries"
    }
}

private struct PutEventsOutput: Decodable {
    let entries: [Entry]

    enum CodingKeys: String, CodingKey {
        case entries = "Entries"
    }

    struct Entry: Decodable {
        let eventID: String?
        let errorCode: String?
        let errorMessage: String?

        enum CodingKeys: String, CodingKey {
            case eventID = "EventId"
            case errorCode = "ErrorCode"
            case errorMessage = "ErrorMessage"
        }

        var result: Result<String, EventBridge.EntryFailure> {
            if let eventID { return .success(eventID) }
            return .failure(EventBridge.EntryFailure(code: errorCode ?? "Unknown", message: errorMessage ?? ""))
        }
    }
}
