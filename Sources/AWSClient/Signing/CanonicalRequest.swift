// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Hashing

/// A request in the one form that both sides hash.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#create-canonical-request
struct CanonicalRequest {
    let text: String

    /// The names of the headers in it, for the `Authorization` header.
    let signedHeaders: String

    /// The canonical form of `request`, whose `Host` and `X-Amz-...` headers are already there.
    init(_ request: HTTPRequest, url: URLParts, service: String, payloadHash: String) {
        let headers = CanonicalHeaders(request.headers)
        signedHeaders = headers.names
        text = [
            request.method.rawValue,
            CanonicalPath.text(url.path, service: service),
            CanonicalQuery.text(url.query),
            headers.lines,
            headers.names,
            payloadHash,
        ].joined(separator: "\n")
    }
}
