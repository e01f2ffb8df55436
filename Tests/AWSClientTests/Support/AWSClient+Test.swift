// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import Logging
import Synchronization

@testable import AWSClient

extension AWSClient {
    /// A client over a scripted transport and a clock that stands still. Its random number is always `random`, and its
    /// ids are `id-1`, `id-2`, ...
    static func test(
        _ transport: any Transport,
        configuration: Configuration = Configuration(region: "eu-central-1"),
        credentials: any CredentialsProvider = FixedCredentials(),
        environment: [String: String] = [:],
        clock: ManualClock = ManualClock(),
        random: Double = 0.5,
        traceID: @escaping @Sendable () -> String? = { nil }
    ) throws -> AWSClient {
        let ids = Counter()
        return AWSClient(
            configuration: configuration,
            transport: transport,
            credentials: credentials,
            endpoints: try EndpointResolver(environment: environment),
            effects: Effects(
                now: { clock.now },
                sleep: { try clock.sleep($0) },
                random: { random },
                makeID: { "id-\(ids.next())" },
                traceID: traceID
            ),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }
}

/// The example keys of AWS's documentation, with a session token.
struct FixedCredentials: CredentialsProvider {
    static let sessionToken = "AQoEXAMPLEH4aoAH0gNCAPyJxz4BlCFFxWNE1OPTgk5TthT"

    func credentials() async throws(CredentialsError) -> Credentials {
        .example(sessionToken: Self.sessionToken)
    }
}

/// 1, 2, 3, ...
final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }
}

/// The error that `body` throws, or `nil` if it throws none.
func awsError(_ body: () async throws(AWSError) -> some Any) async -> AWSError? {
    do throws(AWSError) {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}
