// SPDX-License-Identifier: Apache-2.0

/// Where a service is called, and the region its requests are signed for.
public struct Endpoint: Sendable, Equatable {
    /// Scheme, host, and port and path where there are some, without a slash at the end.
    public let url: String

    /// The region of the credential scope.
    public let signingRegion: String

    /// Whether `http` is accepted: only where an explicit override asked for it.
    public let allowsPlainHTTP: Bool
}
