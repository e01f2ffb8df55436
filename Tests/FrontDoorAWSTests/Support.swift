// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation
import FrontDoor
import HTTPTransport
import Hashing
import JITAccess
import Logging
import Synchronization

@testable import FrontDoorAWS

final class ManualClock: AccessClock {
    private let moment = Mutex(Timestamp(seconds: 1_767_225_600))
    private let pauses = Mutex<[Duration]>([])

    var slept: [Duration] { pauses.withLock { $0 } }

    func now() -> Timestamp { moment.withLock { $0 } }

    func sleep(for duration: Duration) async {
        pauses.withLock { $0.append(duration) }
        advance(by: duration)
    }

    func advance(by duration: Duration) { moment.withLock { $0 = $0 + duration } }
}

/// A client of the real kind, over a scripted transport.
func client(_ transport: any Transport) throws -> AWSClient {
    let environment = ["AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "key"]
    return AWSClient(
        configuration: try AWSClient.Configuration(environment: environment),
        transport: transport,
        credentials: try DefaultCredentials.provider(environment: environment),
        endpoints: try EndpointResolver(environment: environment),
        effects: AWSClient.Effects(),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    )
}

struct FixedSecrets: SlackSecrets {
    var newer: SlackSecret?

    static func secret(_ token: String) -> SlackSecret {
        SlackSecret(botToken: Secret(token), signingSecret: Secret("s"))
    }

    func current() async throws(SlackError) -> SlackSecret { Self.secret("xoxb-1") }

    func refreshed(after secret: SlackSecret) async throws(SlackError) -> SlackSecret? { newer }
}
