// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
public import Hashing
public import JITAccess

/// Where the user name and password for ServiceNow come from.
public protocol ServiceNowSignIn: Sendable {
    /// The user, as known.
    ///
    /// - Throws: ``TicketError`` if it cannot be read.
    func user() async throws(TicketError) -> ServiceNowUser

    /// Another one, after ServiceNow did not accept `refused`; nil if there is none, or it is too soon to look.
    ///
    /// - Throws: ``TicketError`` if it cannot be read.
    func user(insteadOf refused: ServiceNowUser) async throws(TicketError) -> ServiceNowUser?
}

/// A user of ServiceNow, with the password.
public struct ServiceNowUser: Sendable, Equatable {
    public let name: String
    public let password: Secret

    /// Creates a user.
    public init(name: String, password: Secret) {
        self.name = name
        self.password = password
    }

    /// Reads `{"username":"...","password":"..."}`, the content of the secret.
    ///
    /// - Throws: ``TicketError`` that names what is missing, and never what is there.
    public init(_ secret: Secret) throws(TicketError) {
        guard let value = try? JSONValue(parsing: Array(secret.exposed.utf8)), case .object(let members) = value,
            case .string(let name) = members["username"], case .string(let password) = members["password"],
            // RFC 7617: a colon would end the name.
            !name.isEmpty, !name.contains(":"), !password.isEmpty
        else {
            throw Self.malformed
        }
        self.init(name: name, password: Secret(password))
    }

    /// What is said of a secret of another form.
    public static let malformed = TicketError(
        #"The secret that SERVICENOW_SECRET names must be {"username":"...","password":"..."}."#,
        isSetUp: true
    )

    /// The value of the header `Authorization` (RFC 7617).
    var authorization: String {
        "Basic \(Data("\(name):\(password.exposed)".utf8).base64EncodedString())"
    }
}
