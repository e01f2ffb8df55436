// SPDX-License-Identifier: Apache-2.0

extension EventBridge {
    /// An event to be put on a bus.
    public struct Entry: Sendable, Equatable {
        /// Who tells of it. AWS keeps names that begin with `aws.` for itself.
        public let source: String
        /// What kind of event it is, in words.
        public let detailType: String
        /// What has happened: a JSON object.
        public let detail: String
        /// What it is about, in ARNs.
        public let resources: [String]
        /// The name or ARN of the bus.
        public let bus: String
        /// When it happened, in seconds since 1970-01-01T00:00:00Z.
        public let time: Double

        /// Creates an entry.
        public init(
            source: String,
            detailType: String,
            detail: String,
            resources: [String] = [],
            bus: String,
            time: Double
        ) {
            self.source = source
            self.detailType = detailType
            self.detail = detail
            self.resources = resources
            self.bus = bus
            self.time = time
        }

        /// How much of a call's limit it takes, in bytes, as EventBridge counts
        /// (<https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html>): 14 for the time, and the
        /// texts in UTF-8.
        public var size: Int {
            14 + source.utf8.count + detailType.utf8.count + detail.utf8.count
                + resources.reduce(0) { $0 + $1.utf8.count }
        }
    }

    /// Why one event was not put.
    public struct EntryFailure: Error, Sendable, Equatable {
        /// `ThrottlingException`, `InternalFailure`, `AccessDeniedException`, ...
        public let code: String
        /// In EventBridge's words.
        public let message: String

        /// Creates a failure; tests and stand-ins do.
        public init(code: String, message: String) {
            self.code = code
            self.message = SafeText.line(message, limit: 500)
        }

        /// Whether the same event may be taken later.
        public var isTransient: Bool {
            ErrorCodes.throttling.contains(code) || ["InternalFailure", "InternalException"].contains(code)
        }
    }
}

extension EventBridge.Entry: Encodable {
    private enum CodingKeys: String, CodingKey {
        case source = "Source"
        case detailType = "DetailType"
        case detail = "Detail"
        case resources = "Resources"
        case bus = "EventBusName"
        case time = "Time"
    }
}
