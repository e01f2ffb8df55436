// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Hashing
import JITAccess
import ServiceNow
import TestSupport

extension ScriptedTransport.Exchange {
    static func status(_ status: Int, _ body: String = "") -> Self { json(status, body) }
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
