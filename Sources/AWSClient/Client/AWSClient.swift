// SPDX-License-Identifier: Apache-2.0

public import HTTPTransport
public import Logging
import Synchronization

/// Makes signed calls to AWS services: one client serves every service and region, from any number of tasks.
///
/// The services are reached as properties (`client.dynamoDB.getItem(...)`), or created with a region of their own
/// (`SSOAdmin(client, region: "eu-central-1")`). Each call is retried as the AWS SDKs' standard mode does, inside
/// ``CallDeadline/current``; a call that fails throws ``AWSError``.
public final class AWSClient: Sendable {
    /// The region of every service that is not given one of its own.
    public var region: String { configuration.region }

    let configuration: Configuration
    let transport: any Transport
    let credentials: any CredentialsProvider

    /// Where the services are called.
    public let endpoints: EndpointResolver

    let retryPolicy: RetryPolicy
    let effects: Effects
    let logger: Logger
    let userAgent: String

    /// What has been learned about each host, by the endpoint's URL.
    let hosts = Mutex<[String: HostState]>([:])

    /// Creates a client. Nothing is sent, and no credentials are asked for, before the first call.
    public init(
        configuration: Configuration,
        transport: any Transport,
        credentials: any CredentialsProvider,
        endpoints: EndpointResolver,
        effects: Effects = Effects(),
        logger: Logger = Logger(label: "hourglass.aws")
    ) {
        self.configuration = configuration
        self.transport = transport
        self.credentials = credentials
        self.endpoints = endpoints
        self.effects = effects
        self.logger = logger
        retryPolicy = RetryPolicy(maximumAttempts: configuration.maximumAttempts)
        userAgent = UserAgent.value(for: configuration)
    }
}

extension AWSClient {
    /// Reads or changes what is known of the host at `url`.
    func withHost<Result: Sendable>(_ url: String, _ body: (inout HostState) -> Result) -> Result {
        hosts.withLock { hosts in
            var host = hosts[url] ?? HostState()
            let result = body(&host)
            hosts[url] = host
            return result
        }
    }
}

/// What a client has learned about one host. Kept apart for each, so that a service in trouble does not spend the
/// retries of the others.
struct HostState: Sendable {
    /// Seconds to add to the local clock to get the host's.
    var clockSkew: Double = 0

    var retryTokens = RetryTokenBucket()
}
