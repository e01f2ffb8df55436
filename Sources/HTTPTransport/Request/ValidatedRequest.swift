// SPDX-License-Identifier: Apache-2.0

/// A request that is fit to be handed to libcurl: what HTTP or this transport's contract forbids has been refused.
struct ValidatedRequest: Sendable {
    let method: HTTPRequest.Method
    let url: AbsoluteURL
    let body: [UInt8]
    let options: HTTPRequest.Options

    /// Header lines in libcurl's notation (CURLOPT_HTTPHEADER).
    let headerLines: [String]

    /// The proxy, or an empty string.
    let proxy: String

    /// What is being done, for error messages.
    var label: String { "\(method.rawValue) to \(url.authority)" }

    /// - Throws: ``TransportError/Code/invalidRequest``, or ``TransportError/Code/timedOut`` for a request that has no
    ///   time left.
    init(_ request: HTTPRequest, settings: TransportSettings) throws(TransportError) {
        do {
            url = try AbsoluteURL(request.url)
        } catch {
            throw TransportError(.invalidRequest, "The URL \(error.reason).")
        }
        method = request.method
        body = request.body
        options = request.options
        let isProxied = options.proxy == .environment
        proxy = isProxied ? settings.proxies.proxy(for: url.scheme) : ""
        headerLines = try Self.headerLines(of: request, userAgent: settings.userAgent)

        guard url.scheme == .https || options.allowsPlainHTTP else {
            throw refusal("plain http is not allowed for this request; use https")
        }
        guard method != .get || body.isEmpty else {
            throw refusal("a GET request has no body")
        }
        guard options.maximumResponseBytes >= 0 else {
            throw refusal("maximumResponseBytes is negative")
        }
        // Zero means "no limit" to libcurl; here it means that the caller's deadline has passed.
        if let timeout = options.timeout, timeout <= .zero {
            throw TransportError(.timedOut, "\(label) was not started: no time was left.")
        }
    }

    private func refusal(_ reason: String) -> TransportError {
        TransportError(.invalidRequest, "\(label) was not started: \(reason).")
    }
}

extension ValidatedRequest {
    /// The fields as libcurl wants them: "Name: value", "Name;" for an empty value, and "Name:" for one of libcurl's
    /// own that is to be left out.
    private static func headerLines(
        of request: HTTPRequest,
        userAgent: String?
    ) throws(TransportError) -> [String] {
        var headers = request.headers
        if let userAgent, headers["User-Agent"] == nil {
            headers["User-Agent"] = userAgent
        }
        if let index = headers.indexOfFirstMalformed {
            // The name may itself be the attempt to inject something, hence no more than its position.
            throw TransportError(
                .invalidRequest,
                "Header field \(index + 1) has a name that is not a token, or a line break or NUL in its value."
            )
        }
        for name in ["Transfer-Encoding", "Expect"] where headers[name] != nil {
            throw TransportError(.invalidRequest, "The header \(name) is not for the caller to set.")
        }
        // The same number would be redundant; another one would make the server misread the message.
        for field in headers.fields(named: "Content-Length") where field.value != String(request.body.count) {
            throw TransportError(.invalidRequest, "The header Content-Length differs from the length of the body.")
        }
        headers["Content-Length"] = nil

        var lines = headers.fields.map { field in
            let value = field.value.trimmingOptionalWhitespace()
            return value.isEmpty ? "\(field.name);" : "\(field.name): \(value)"
        }
        lines.append("Expect:")
        if headers["Content-Type"] == nil {
            // For a POST libcurl would claim that the body is a form.
            lines.append("Content-Type:")
        }
        return lines
    }
}
