// SPDX-License-Identifier: Apache-2.0

import CCurl

extension EasyHandle {
    /// How long an idle connection is trusted. Servers and address translators forget about idle connections, and a
    /// frozen Lambda sandbox does not hear of it; within this time most still know them.
    private static let longestIdleSeconds = 90

    /// Sets everything that follows from the request, on a handle that is new or was reset.
    ///
    /// - Parameter spent: What an attempt before this one has taken of the request's time.
    func prepare(
        _ request: ValidatedRequest,
        settings: TransportSettings,
        spent: Duration
    ) throws(CurlFailure) {
        try captureErrorText()
        try set(CURLOPT_URL, request.url.text)
        // The URL is what was signed: no folding of "/../".
        try set(CURLOPT_PATH_AS_IS, true)
        try CurlFailure.check(ccurl_easy_restrict_protocols(pointer, request.options.allowsPlainHTTP))
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try set(CURLOPT_FOLLOWLOCATION, false)
        switch request.method {
        case .get:
            try set(CURLOPT_HTTPGET, true)
        case .post, .patch:
            try set(CURLOPT_POST, true)
            try set(CURLOPT_POSTFIELDSIZE_LARGE, byteCount: request.body.count)
            if request.method != .post { try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue) }
        }
        try setLimits(request.options, spent: spent)
        try setConnection(request, settings: settings)
        try setVerification(settings)
    }

    private func setLimits(_ options: HTTPRequest.Options, spent: Duration) throws(CurlFailure) {
        try set(CURLOPT_TIMEOUT_MS, options.timeout.map { Self.milliseconds($0 - spent) } ?? 0)
        try set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(options.connectTimeout))
        // Ends the exchange when a larger Content-Length is announced. 0 would mean no limit; the bytes are counted as
        // they arrive in any case.
        try set(CURLOPT_MAXFILESIZE_LARGE, byteCount: options.maximumResponseBytes)
    }

    private func setConnection(_ request: ValidatedRequest, settings: TransportSettings) throws(CurlFailure) {
        // No signal handlers and no alarm() of libcurl's: this is not the main thread.
        try set(CURLOPT_NOSIGNAL, true)
        try CurlFailure.check(ccurl_easy_abandon_resolver(pointer))
        try set(CURLOPT_TCP_NODELAY, true)
        // Probes would end a long poll over a sandbox that was frozen meanwhile.
        try set(CURLOPT_TCP_KEEPALIVE, false)
        try set(CURLOPT_MAXAGE_CONN, Self.longestIdleSeconds)
        try set(CURLOPT_FRESH_CONNECT, !request.options.reusesConnection)
        // Both are always set, for libcurl reads the environment where they are not; an empty text means none.
        try set(CURLOPT_PROXY, request.proxy)
        try set(CURLOPT_NOPROXY, settings.proxies.exceptions)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, true)
    }

    private func setVerification(_ settings: TransportSettings) throws(CurlFailure) {
        // These are the defaults. They are written down so that nobody has to look them up.
        try set(CURLOPT_SSL_VERIFYPEER, true)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let path = settings.authorities.first {
            try set(CURLOPT_CAINFO, path)
            try set(CURLOPT_PROXY_CAINFO, path)
        }
    }

    /// Whole milliseconds, at least 1 because 0 means "no limit" to libcurl, and at most what every version of it
    /// takes, 24 days.
    static func milliseconds(_ duration: Duration) -> Int {
        let longest = Int(Int32.max)
        guard duration < .milliseconds(longest) else { return longest }
        return max(1, Int((duration / .milliseconds(1)).rounded(.up)))
    }
}
