// SPDX-License-Identifier: Apache-2.0

import AWSClient
import HTTPTransport
import Logging
import TestSupport
import Testing

@testable import AccessFunction

@Suite struct EarlyConnectionTests {
    private func open(_ url: String, over transport: any Transport, within limit: Duration = .seconds(20)) async throws
    {
        await EarlyConnection.open(
            to: try EndpointResolver(environment: ["AWS_ENDPOINT_URL_DYNAMODB": url]),
            region: "eu-central-1",
            over: transport,
            within: limit,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    @Test("The connection that is opened early is the one that the first call uses")
    func isUsed() async throws {
        let authority = try TestAuthority()
        defer { authority.remove() }
        let server = try ScriptedServer(tls: authority.identity(for: "IP:127.0.0.1")) { _ in .json(200, "{}") }
        defer { server.stop() }
        let transport = CurlTransport(authorities: .bundle(path: authority.certificatePath))
        try await open("https://\(server.authority)", over: transport)
        #expect(server.requests.count == 1)
        _ = try await transport.send(HTTPRequest(.post, "https://\(server.authority)/"))
        #expect(server.requests.count == 2)
        #expect(server.connectionCount == 1)
    }

    @Test("An endpoint without TLS has nothing to gain and is left alone")
    func plain() async throws {
        let server = try ScriptedServer { _ in .json(200, "{}") }
        defer { server.stop() }
        try await open("http://\(server.authority)", over: CurlTransport())
        #expect(server.connectionCount == 0)
    }

    @Test("A server that cannot be reached, trusted or understood does not keep the function from starting")
    func failures() async throws {
        let authority = try TestAuthority()
        defer { authority.remove() }
        let server = try ScriptedServer(tls: authority.identity(for: "IP:127.0.0.1")) { _ in .json(500, "{}") }
        defer { server.stop() }
        try await open("https://\(server.authority)", over: CurlTransport())
        try await open("https://127.0.0.1:1", over: CurlTransport())
        try await open("https://\(server.authority)", over: CurlTransport(authorities: .bundle(path: "/nowhere")))
    }

    @Test("A server that never answers is given up after the limit")
    func limit() async throws {
        let silent = try SilentPort()
        let clock = ContinuousClock()
        let began = clock.now
        try await open("https://\(silent.authority)", over: CurlTransport(), within: .milliseconds(50))
        let taken = clock.now - began
        #expect(taken >= .milliseconds(45))
        #expect(taken < .seconds(9))  // far from the limit, for a busy machine; without one it would last for ever
    }
}
