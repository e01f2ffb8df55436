// SPDX-License-Identifier: Apache-2.0

/// One HTTP/1.1 request, complete in memory.
public struct HTTPRequest: Sendable, Equatable {
    /// The methods in use here.
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case patch = "PATCH"
    }

    /// What is asked for.
    public var method: Method

    /// An absolute `http` or `https` URL, already percent-encoded; it is sent as it is. User names and fragments are
    /// refused.
    public var url: String

    /// Field lines to send. `Content-Length` is added; `Transfer-Encoding` and `Expect` are refused.
    public var headers: HTTPHeaders

    /// The body, sent with `Content-Length`, never chunked. A GET request has none.
    public var body: [UInt8]

    /// Limits, and the use of proxies and connections.
    public var options: Options

    /// Creates a request.
    public init(
        _ method: Method,
        _ url: String,
        headers: HTTPHeaders = [:],
        body: [UInt8] = [],
        options: Options = Options()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.options = options
    }
}

extension HTTPRequest {
    /// How a request may use the network. TLS verification is not an option: it is always on.
    public struct Options: Sendable, Equatable {
        /// Whether a proxy may be used.
        public enum Proxy: Sendable {
            /// As `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy` say, or these names in capitals, except
            /// `HTTP_PROXY`, which libcurl ignores on purpose.
            case environment
            /// Never, whatever the environment says.
            case none
        }

        /// The longest the whole exchange may take, from its start to the last byte; `nil` waits for ever. Zero
        /// or less fails at once with ``TransportError/Code/timedOut``, as a deadline that has passed should.
        public var timeout: Duration?

        /// The longest that resolving, connecting and the TLS handshake may take together, at least a millisecond.
        /// Running into it is ``TransportError/Code/couldNotConnect``: nothing has been sent.
        public var connectTimeout: Duration

        /// A response body longer than this many bytes ends the exchange with ``TransportError/Code/responseTooLarge``.
        public var maximumResponseBytes: Int

        /// Whether a proxy may be used.
        public var proxy: Proxy

        /// Whether an `http` URL is accepted. Without it only `https` is.
        public var allowsPlainHTTP: Bool

        /// Whether an idle connection may be used again. A retry after a lost connection sets this to false.
        public var reusesConnection: Bool

        /// Creates options; the defaults suit a call to an AWS service.
        public init(
            timeout: Duration? = .seconds(10),
            connectTimeout: Duration = .seconds(3),
            maximumResponseBytes: Int = 8 * 1024 * 1024,
            proxy: Proxy = .environment,
            allowsPlainHTTP: Bool = false,
            reusesConnection: Bool = true
        ) {
            self.timeout = timeout
            self.connectTimeout = connectTimeout
            self.maximumResponseBytes = maximumResponseBytes
            self.proxy = proxy
            self.allowsPlainHTTP = allowsPlainHTTP
            self.reusesConnection = reusesConnection
        }
    }
}
