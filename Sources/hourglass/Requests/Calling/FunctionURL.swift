// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The URL of a function, and the region it is signed for.
struct FunctionURL: Equatable {
    let url: String
    /// Nil if the host does not say it.
    let region: String?
    /// Whether it is on this machine, for which `http` will do.
    let isLoopback: Bool

    /// - Throws: ``CommandFailure`` if `text` is no such URL.
    init(_ text: String) throws {
        guard let parts = URLComponents(string: text), let host = parts.host?.lowercased(), !host.isEmpty,
            parts.query == nil, parts.fragment == nil, parts.user == nil
        else {
            throw CommandFailure(
                message:
                    "\(PlainText.line(text)) is not the URL of a function, which is like https://abc.lambda-url.eu-central-1.on.aws/"
            )
        }
        isLoopback = ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host)
        guard parts.scheme == "https" || (parts.scheme == "http" && isLoopback) else {
            throw CommandFailure(message: "the URL of a function must begin with https://")
        }
        url = text.hasSuffix("/") ? text : text + "/"
        // https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
        let labels = host.split(separator: ".")
        region = labels.count > 2 && labels[1] == "lambda-url" ? String(labels[2]) : nil
    }
}
