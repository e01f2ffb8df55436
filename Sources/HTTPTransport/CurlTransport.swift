// SPDX-License-Identifier: Apache-2.0

/// HTTP over libcurl: many requests in flight on one thread, connections kept and used again.
///
/// The thread is started by the first request, or by ``prepare()``, and sleeps while there is nothing to do; creating a transport costs next
/// to nothing. Make one for the whole process: connections, TLS sessions and the parsed CA bundle are shared between
/// the requests of one transport only.
///
/// A request with a body is sent at most once: whether it may be repeated is for the caller to know. One without a
/// body may be sent again by libcurl, if it went out over an idle connection that turned out to be dead.
public final class CurlTransport: Transport {
    private let settings: TransportSettings
    private let mailbox: Mailbox

    /// Creates a transport. The process's proxy variables are read here, once.
    ///
    /// - Parameters:
    ///   - userAgent: The `User-Agent` of requests that do not bring their own; `nil` sends none.
    ///   - authorities: Who may vouch for a server, or for a proxy that is reached over TLS.
    public convenience init(userAgent: String? = nil, authorities: TrustedAuthorities = .system) {
        self.init(
            TransportSettings(userAgent: userAgent, authorities: authorities, proxies: .fromProcessEnvironment())
        )
    }

    init(_ settings: TransportSettings) {
        self.settings = settings
        mailbox = Mailbox(settings: settings)
    }

    deinit {
        shutdown()
    }

    /// Starts the thread, which begins to initialise libcurl: that takes as long as everything else in the start of a
    /// small program, and the first request finds it done.
    public func prepare() {
        mailbox.prepare()
    }

    /// Ends the thread and closes the connections. Requests in flight and later ones fail with
    /// ``TransportError/Code/cancelled``. Does not wait for the thread to be gone.
    public func shutdown() {
        mailbox.close()
    }

    /// Sends `request` and returns the whole response, whatever its status; see ``Transport/send(_:)``.
    ///
    /// - Throws: ``TransportError`` if there is no complete response.
    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let exchange = Exchange(try ValidatedRequest(request, settings: settings))
        let outcome: Exchange.Outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                mailbox.start(exchange, reportingTo: continuation)
            }
        } onCancel: {
            mailbox.cancel(exchange)
        }
        return try outcome.get()
    }
}
