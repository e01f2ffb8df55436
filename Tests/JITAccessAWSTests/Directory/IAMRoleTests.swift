// SPDX-License-Identifier: Apache-2.0

import AWSClient
import HTTPTransport
import JITAccess
import JITAccessAWS
import Synchronization
import Testing

@Suite("Roles by IAM")
struct IAMRoleTests {
    private static let name = "AWSReservedSSO_Hourglass_0123456789abcdef"
    private static let id = "AROAEXAMPLEEXAMPLE123"

    /// IAM with one role, whose id may change: it was deleted and made again.
    private final class FakeIAM: Transport {
        let calls = Mutex(0)
        let roleID = Mutex(IAMRoleTests.id)
        let status = Mutex(200)

        func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            calls.withLock { $0 += 1 }
            let id = roleID.withLock { $0 }
            let status = status.withLock { $0 }
            let body =
                status == 200
                ? """
                <GetRoleResponse><GetRoleResult><Role><Path>/aws-reserved/sso.amazonaws.com/</Path>
                <RoleName>\(IAMRoleTests.name)</RoleName><RoleId>\(id)</RoleId>
                <Arn>arn:aws:iam::111122223333:role/x</Arn></Role></GetRoleResult></GetRoleResponse>
                """
                : """
                <ErrorResponse><Error><Type>Sender</Type><Code>\(status == 404 ? "NoSuchEntity" : "AccessDenied")</Code>
                <Message>No.</Message></Error></ErrorResponse>
                """
            return HTTPResponse(status: status, headers: HTTPHeaders(), body: Array(body.utf8))
        }
    }

    private func directory(_ iam: FakeIAM, _ clock: SetClock) throws -> IAMRoleDirectory {
        IAMRoleDirectory(try AWSClient.scripted(iam).iam, clock: clock)
    }

    @Test("One is looked up once in ten minutes, by its id")
    func remembered() async throws {
        let (iam, clock) = (FakeIAM(), SetClock())
        let roles = try directory(iam, clock)
        let role = IAMRole(name: Self.name, id: Self.id, path: "/aws-reserved/sso.amazonaws.com/")
        #expect(try await roles.role(named: Self.name, id: Self.id) == role)
        clock.advance(.seconds(599))
        #expect(try await roles.role(named: Self.name, id: Self.id) == role)
        #expect(iam.calls.withLock { $0 } == 1)
        clock.advance(.seconds(1))
        #expect(try await roles.role(named: Self.name, id: Self.id) == role)
        #expect(iam.calls.withLock { $0 } == 2)
    }

    @Test("Another role of the same name is not the one that is known, and the one that is gone is none")
    func another() async throws {
        let (iam, clock) = (FakeIAM(), SetClock())
        let roles = try directory(iam, clock)
        #expect(try await roles.role(named: Self.name, id: Self.id) != nil)
        #expect(try await roles.role(named: Self.name, id: "AROAEXAMPLEEXAMPLE999") == nil)
        #expect(try await roles.role(named: "AWSReservedSSO_Other_0123456789abcdef", id: Self.id) == nil)
        clock.advance(.seconds(600))
        iam.status.withLock { $0 = 404 }
        #expect(try await roles.role(named: Self.name, id: Self.id) == nil)
    }

    @Test("What IAM does not say is an error, not a role")
    func refused() async throws {
        let (iam, clock) = (FakeIAM(), SetClock())
        iam.status.withLock { $0 = 403 }
        let roles = try directory(iam, clock)
        await #expect(throws: DirectoryError.self) { try await roles.role(named: Self.name, id: Self.id) }
    }
}
