// SPDX-License-Identifier: Apache-2.0

public import FoundationEssentials

/// Keeps another provider's credentials until shortly before they end.
///
/// From five minutes before their end, one caller at a time tries to get new ones while the others go on with the old;
/// if that fails, the old ones are used until one minute before their end. From then on everybody waits for new ones.
/// However many callers wait, the source is asked once.
public actor CachingCredentials: CredentialsProvider {
    /// How long before their end new credentials are wanted, and how long before it they are needed; in seconds.
    private static let advisoryWindow: TimeInterval = 5 * 60
    private static let mandatoryWindow: TimeInterval = 60

    /// How long to go on with the old ones after a try that was not needed yet; in seconds.
    private static let advisoryPause: TimeInterval = 30

    private let source: any CredentialsProvider
    private let now: @Sendable () -> Date
    private var cached: Credentials?
    private var refresh: Task<Result<Credentials, CredentialsError>, Never>?
    private var pausedUntil = Date.distantPast

    /// Puts a cache in front of `source`; `now` is the clock.
    public init(_ source: any CredentialsProvider, now: @escaping @Sendable () -> Date = { Date() }) {
        self.source = source
        self.now = now
    }

    /// Credentials that are valid for another minute, or as long as the source's are at all.
    ///
    /// - Throws: ``CredentialsError`` from the source, or if what it gives has ended already.
    public func credentials() async throws(CredentialsError) -> Credentials {
        guard let cached, remaining(cached) > Self.mandatoryWindow else {
            return try await refreshed()
        }
        guard remaining(cached) <= Self.advisoryWindow, refresh == nil, now() >= pausedUntil else {
            return cached
        }
        return (try? await refreshed()) ?? cached
    }

    private func remaining(_ credentials: Credentials) -> TimeInterval {
        credentials.expiration?.timeIntervalSince(now()) ?? .infinity
    }

    /// New credentials; joins the refresh that is under way, if there is one.
    private func refreshed() async throws(CredentialsError) -> Credentials {
        let current = refresh ?? Task { await fetch() }
        refresh = current
        return try await current.value.get()
    }

    private func fetch() async -> Result<Credentials, CredentialsError> {
        let result: Result<Credentials, CredentialsError>
        do throws(CredentialsError) {
            let new = try await source.credentials()
            if let end = new.expiration, end <= now() {
                throw CredentialsError(
                    "The AWS credentials ended at \(end.formatted(.iso8601)). Sign in again, or check this machine's "
                        + "clock, which says \(now().formatted(.iso8601))."
                )
            }
            cached = new
            result = .success(new)
        } catch {
            result = .failure(error)
        }
        pausedUntil = now() + Self.advisoryPause
        refresh = nil
        return result
    }
}
