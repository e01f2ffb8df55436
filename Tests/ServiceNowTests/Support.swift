// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Hashing
import JITAccess
import ServiceNow
import Synchronization

/// An instance that gives prepared answers, and remembers what it was asked.
final class ScriptedInstance: Transport {
    private let answers: Mutex<[Result<HTTPResponse, TransportError>]>
    private let sent = Mutex<[HTTPRequest]>([])

    init(_ answers: Result<HTTPResponse, TransportError>...) {
        self.answers = Mutex(answers)
    }

    var requests: [HTTPRequest] { sent.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        sent.withLock { $0.append(request) }
        let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        guard let answer else { throw TransportError(.other, "Nobody expected this request.") }
        return try answer.get()
    }
}

extension Result<HTTPResponse, TransportError> {
    static func status(_ status: Int, _ body: String = "") -> Self {
        .success(HTTPResponse(status: status, body: Array(body.utf8)))
    }
}

/// Users from a list: the first, then the next each time one is refused.
final class ListedUsers: ServiceNowSignIn {
    private let users: [ServiceNowUser]

    init(_ passwords: String...) {
        users = passwords.map { ServiceNowUser(name: "hourglass", password: Secret($0)) }
    }

    func user() async throws(TicketError) -> ServiceNowUser {
        guard let first = users.first else { throw TicketError("There is no user.") }
        return first
    }

    func user(insteadOf refused: ServiceNowUser) async throws(TicketError) -> ServiceNowUser? {
        users.drop { $0 != refused }.dropFirst().first
    }
}
