// SPDX-License-Identifier: Apache-2.0

public import FoundationEssentials
public import HTTPTransport

/// Signs requests with AWS Signature Version 4.
public struct SigV4Signer: Sendable {
    let region: String
    let service: String

    /// Creates a signer for one region and one signing name.
    public init(region: String, service: String) {
        self.region = region
        self.service = service
    }

    /// `request` with `Host`, `X-Amz-Date`, `X-Amz-Security-Token` (for temporary credentials) and `Authorization`.
    ///
    /// - Throws: ``SigningError`` if the URL or a header cannot be signed as it would be sent.
    public func sign(
        _ request: HTTPRequest,
        credentials: Credentials,
        date: Date
    ) throws(SigningError) -> HTTPRequest {
        throw SigningError("not signed yet")
    }
}
