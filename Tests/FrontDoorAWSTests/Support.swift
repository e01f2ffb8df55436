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

/// Gives the answers a test wrote down, and keeps what it was asked.
final class ScriptedTransport: Transport {
    private let requests = Mutex<[HTTPRequest]>([])
    private let answer: @Sendable (HTTPRequest, Int) -> Result<HTTPResponse, TransportError>

    init(_ answer: @escaping @Sendable (HTTPRequest, Int) -> Result<HTTPResponse, TransportError>) {
        self.answer = answer
    }

    /// One answer after another; the last is repeated.
    convenience init(_ answers: [HTTPResponse]) {
        self.init { _, number in .success(answers[min(number, answers.count) - 1]) }
    }

    var sent: [HTTPRequest] { requests.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let number = requests.withLock { requests in
            requests.append(request)
            return requests.count
        }
        return try answer(request, number).get()
    }
}

extension HTTPResponse {
    static func json(_ status: Int, _ body: String, headers: HTTPHeaders = [:]) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
    }

    static func json(_ body: String, headers: HTTPHeaders = [:]) -> HTTPResponse {
        json(200, body, headers: headers)
    }
}

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
