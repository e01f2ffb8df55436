// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import HTTPTransport

/// One event as `/next` delivered it.
struct Invocation {
    /// The time that is assumed to be left if Lambda does not say: the shortest time limit that a function has unless
    /// somebody set one. A handler that heeds it stops early rather than being killed.
    static let assumedTime = 3.0

    let name: InvocationName
    let event: [UInt8]
    let deadline: Date
    let invokedFunctionARN: String?
    let traceID: String?
    let clientContext: [UInt8]?
    let cognitoIdentity: LambdaContext.CognitoIdentity?
    let tenantID: String?

    var requestID: String { name.requestID }

    /// What was odd about the headers and did no harm, for the log.
    let warnings: [String]

    /// Reads a response with status 200. Only the request id is indispensable.
    init(_ response: HTTPResponse, now: Date) throws(UnusableEvent) {
        func header(_ name: String) -> String? {
            response.headers["Lambda-Runtime-\(name)"].flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let requestID = header("Aws-Request-Id") else {
            throw UnusableEvent(reason: "it has no Lambda-Runtime-Aws-Request-Id header")
        }
        guard Self.isUsable(requestID) else {
            throw UnusableEvent(reason: "its Lambda-Runtime-Aws-Request-Id cannot be part of a URL")
        }
        var warnings: [String] = []
        if let deadline = header("Deadline-Ms").flatMap(Self.date) {
            self.deadline = deadline
        } else {
            deadline = now.addingTimeInterval(Self.assumedTime)
            warnings.append("Lambda-Runtime-Deadline-Ms is missing or no number; assuming that 3 s are left")
        }
        let identity = header("Cognito-Identity")
        cognitoIdentity = identity.flatMap(Self.cognitoIdentity)
        if identity != nil && cognitoIdentity == nil {
            warnings.append("Lambda-Runtime-Cognito-Identity is not the JSON it should be and is left out")
        }
        let invocationID = header("Invocation-Id")
        name = InvocationName(
            requestID: requestID,
            invocationID: invocationID.flatMap { Self.canComeBack($0) ? $0 : nil }
        )
        if invocationID != nil, name.invocationID == nil {
            warnings.append("Lambda-Runtime-Invocation-Id cannot be sent back and is left out")
        }
        event = response.body
        invokedFunctionARN = header("Invoked-Function-Arn")
        traceID = header("Trace-Id")
        clientContext = header("Client-Context").map { Array($0.utf8) }
        tenantID = header("Aws-Tenant-Id")
        self.warnings = warnings
    }

    /// Whether an id can be a path segment and go into the log: of a sensible length, no control characters, and not
    /// one of the two segments that mean another path.
    private static func isUsable(_ requestID: String) -> Bool {
        requestID.utf8.count <= 256 && requestID != "." && requestID != ".."
            && !requestID.unicodeScalars.contains { $0.breaksLines }
    }

    /// Whether an id can be the value of a header: visible ASCII of a sensible length.
    private static func canComeBack(_ invocationID: String) -> Bool {
        invocationID.utf8.count <= 256 && invocationID.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Milliseconds since 1970, up to the year 9999.
    private static func date(_ milliseconds: String) -> Date? {
        guard let number = Int64(milliseconds), (1...253_402_300_799_999).contains(number) else { return nil }
        return Date(timeIntervalSince1970: Double(number) / 1000)
    }

    private static func cognitoIdentity(_ json: String) -> LambdaContext.CognitoIdentity? {
        struct Identity: Decodable {
            let cognitoIdentityId: String
            let cognitoIdentityPoolId: String
        }
        guard let identity = try? JSONDecoder().decode(Identity.self, from: Data(json.utf8)) else { return nil }
        return LambdaContext.CognitoIdentity(
            identityID: identity.cognitoIdentityId,
            identityPoolID: identity.cognitoIdentityPoolId
        )
    }
}

/// Why an answer to `/next` is no event.
struct UnusableEvent: Error, Equatable {
    let reason: String
}
