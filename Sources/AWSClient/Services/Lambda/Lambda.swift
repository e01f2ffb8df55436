// SPDX-License-Identifier: Apache-2.0

/// AWS Lambda: invoking functions.
///
/// API reference: <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>
public struct Lambda: Sendable {
    let client: AWSClient
    let region: String

    /// Lambda in `region`, or in the client's own.
    public init(_ client: AWSClient, region: String? = nil) {
        self.client = client
        self.region = region ?? client.region
    }

    /// What became of an invocation that was waited for.
    public enum Answer: Sendable, Equatable {
        /// What the function answered, usually JSON.
        case payload([UInt8])
        /// The function failed: an error of its own, a crash or a time-out.
        case failure(FunctionFailure)
    }

    /// How a function failed.
    public struct FunctionFailure: Sendable, Equatable {
        /// `Unhandled`, or what else the platform calls it.
        public let kind: String
        /// What the runtime reported, JSON with `errorType` and `errorMessage`.
        public let payload: [UInt8]

        /// Creates a failure; tests and stand-ins do.
        public init(kind: String, payload: [UInt8]) {
            self.kind = kind
            self.payload = payload
        }
    }
}

extension AWSClient {
    /// Lambda in the client's region.
    public var lambda: Lambda { Lambda(self) }
}
