// SPDX-License-Identifier: Apache-2.0

import AWSClient
import HTTPTransport
import Logging

/// The connection to DynamoDB, which every invocation needs, made ready at INIT.
///
/// At INIT a function has a whole processor; in an invocation, one of 128 MB has a fourteenth. So a handshake, with the
/// certificates that have to be read for it, is cheap before the first event and slow after it. It is waited for:
/// once the first event is asked for, the processor is taken away, and the sandbox may be frozen for hours.
enum EarlyConnection {
    /// The longest INIT waits. Within a region a handshake takes some milliseconds; without a route to the service the
    /// invocation fails anyway, and says why.
    static let limit = Duration.seconds(1)

    /// Opens the connection, if it is one with TLS. Whatever happens, the function starts.
    ///
    /// The request is not signed. DynamoDB answers it like a health check; what another endpoint answers does not
    /// matter.
    static func open(
        to endpoints: EndpointResolver,
        region: String,
        over transport: any Transport,
        within limit: Duration = limit,
        logger: Logger
    ) async {
        // A region that does not exist is reported by the first call.
        guard let endpoint = try? endpoints.endpoint(for: .dynamoDB, region: region),
            !endpoint.allowsPlainHTTP
        else { return }
        let options = HTTPRequest.Options(timeout: limit, connectTimeout: limit, maximumResponseBytes: 64 * 1024)
        do throws(TransportError) {
            _ = try await transport.send(HTTPRequest(.get, "\(endpoint.url)/", options: options))
        } catch {
            logger.info("DynamoDB could not be reached in advance. \(error)")
        }
    }
}
