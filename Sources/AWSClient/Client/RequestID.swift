// SPDX-License-Identifier: Apache-2.0

import HTTPTransport

/// The id by which AWS finds a call in its own logs.
enum RequestID {
    /// The request id in `headers`, under either of its names.
    static func find(in headers: HTTPHeaders) -> String? {
        headers["x-amzn-RequestId"] ?? headers["x-amz-request-id"]
    }
}
