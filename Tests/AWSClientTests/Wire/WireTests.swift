// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTransport
import TestSupport
import Testing

@testable import AWSClient

@Suite("Calls over real connections")
struct WireTests {
    private static let item = Reply.json(200, #"{"Item": {"id": {"S": "1"}}}"#)

    private func client(_ url: String) throws -> AWSClient {
        AWSClient(
            configuration: AWSClient.Configuration(region: "eu-central-1"),
            transport: CurlTransport(),
            credentials: FixedCredentials(),
            endpoints: try EndpointResolver(environment: ["AWS_ENDPOINT_URL": url]),
            effects: AWSClient.Effects(sleep: { _ in })
        )
    }

    private func read(_ client: AWSClient) async throws(AWSError) -> Item? {
        try await client.dynamoDB.getItem(table: "t", key: ["id": "1"])
    }

    @Test("One connection serves call after call")
    func reuse() async throws {
        let server = try ScriptedServer { _ in Self.item }
        defer { server.stop() }
        let client = try client(server.url)
        for _ in 0..<3 {
            #expect(try await read(client) == ["id": "1"])
        }
        #expect(server.connectionCount == 1)
        #expect(server.requests.map { $0.headers["amz-sdk-request"] } == Array(repeating: "attempt=1; max=3", count: 3))
    }

    @Test("An idle connection that the server has closed costs the caller nothing")
    func idleConnectionClosed() async throws {
        let server = try ScriptedServer { request in
            request.index == 0 ? .rawThenClose(HTTPResponse(status: 200, body: Array("{}".utf8)).wireBytes) : Self.item
        }
        defer { server.stop() }
        let client = try client(server.url)
        #expect(try await read(client) == nil)
        #expect(try await read(client) == ["id": "1"])
        // libcurl may open a further connection and drop it unused; what counts is that nothing is sent twice.
        #expect(server.requests.count == 2)
    }

    @Test(
        "An exchange that breaks off is made again over a new connection",
        arguments: [
            Reply.reset, .close, .rawThenReset(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Item\"".utf8)),
            .rawThenClose(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"Item\"".utf8)),
        ]
    )
    func brokenOff(reply: Reply) async throws {
        let server = try ScriptedServer { request in request.index == 0 ? reply : Self.item }
        defer { server.stop() }
        #expect(try await read(try client(server.url)) == ["id": "1"])
        #expect(server.connectionCount == 2)
        #expect(server.requests.map { $0.headers["amz-sdk-request"] } == ["attempt=1; max=3", "attempt=2; max=3"])
        #expect(server.requests[0].body == server.requests[1].body)
    }

    @Test("A service that does not answer before the deadline fails with the deadline, and in time")
    func deadline() async throws {
        let server = try ScriptedServer { _ in .hang }
        defer { server.stop() }
        let client = try client(server.url)
        let start = ContinuousClock.now
        let error = await CallDeadline.$current.withValue(Date().addingTimeInterval(1.15)) {
            await awsError { () throws(AWSError) in try await read(client) }
        }
        #expect(error?.kind == .deadline)
        #expect(error?.mayHaveTakenEffect == true)
        // Sooner than the three seconds that the attempt would have by itself, however busy the machine is.
        #expect(ContinuousClock.now - start < .seconds(2.9))
    }

    @Test("A port that refuses is tried three times, and the call surely had no effect")
    func refused() async throws {
        let port = try RefusedPort()
        let client = try client(port.url)
        let error = await awsError { () throws(AWSError) in try await read(client) }
        #expect(error?.kind == .transport)
        #expect(error?.code == "couldNotConnect")
        #expect(error?.attempts == 3)
        #expect(error?.mayHaveTakenEffect == false)
    }

    @Test("An answer beyond the limit is not read to its end, nor asked for again")
    func tooLarge() async throws {
        let body = [UInt8](repeating: 0x20, count: 4 * 1024 * 1024 + 1)
        let server = try ScriptedServer { _ in .response(HTTPResponse(status: 200, body: body)) }
        defer { server.stop() }
        let client = try client(server.url)
        let error = await awsError { () throws(AWSError) in try await client.organizations.describeOrganization() }
        #expect(error?.kind == .tooLarge)
        #expect(server.requests.count == 1)
    }

    @Test("Cancelling the caller ends the exchange")
    func cancelled() async throws {
        let server = try ScriptedServer { _ in .hang }
        defer { server.stop() }
        let client = try client(server.url)
        let task = Task { await awsError { () throws(AWSError) in try await read(client) } }
        #expect(await eventually { server.requests.count == 1 })
        task.cancel()
        #expect(await task.value?.kind == .cancelled)
        #expect(server.requests.count == 1)
    }
}
