// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import TestSupport
import Testing

@Suite struct TrustedAuthoritiesTests {
    /// A server's authority and another one, and the server.
    struct Setup {
        let right: TestAuthority
        let other: TestAuthority
        let server: ScriptedServer

        init() throws {
            right = try TestAuthority()
            other = try TestAuthority()
            server = try ScriptedServer(tls: right.identity(for: "IP:127.0.0.1")) { request in
                .response(HTTPResponse(status: 200, body: request.body))
            }
        }

        func remove() {
            server.stop()
            right.remove()
            other.remove()
        }

        func transport(few: TestAuthority, all: TestAuthority) -> CurlTransport {
            CurlTransport(authorities: .fewFirst(few: few.certificatePath, all: all.certificatePath))
        }

        func request(_ body: String = "a body") -> HTTPRequest {
            HTTPRequest(.post, server.url, body: Array(body.utf8), options: TLSTests.options)
        }
    }

    @Test("A server that the few authorities vouch for needs no other ones")
    func fewSuffice() async throws {
        let setup = try Setup()
        defer { setup.remove() }
        let transport = setup.transport(few: setup.right, all: setup.other)
        #expect(try await transport.send(setup.request()).body == Array("a body".utf8))
        #expect(setup.server.connectionCount == 1)
    }

    @Test("A server that only another authority vouches for is reached all the same, and gets the request once")
    func allAreTrusted() async throws {
        let setup = try Setup()
        defer { setup.remove() }
        let transport = setup.transport(few: setup.other, all: setup.right)
        #expect(try await transport.send(setup.request()).body == Array("a body".utf8))
        #expect(setup.server.requests.count == 1)
    }

    @Test("Once all are trusted, the connection is used again")
    func staysWide() async throws {
        let setup = try Setup()
        defer { setup.remove() }
        let transport = setup.transport(few: setup.other, all: setup.right)
        for _ in 0..<3 {
            _ = try await transport.send(setup.request())
        }
        #expect(setup.server.requests.count == 3)
        // The refused connection may or may not be counted, for its handshake fails; none is made after the second.
        #expect(setup.server.connectionCount <= 2)
    }

    @Test("Requests that find out at the same time all get their answers")
    func together() async throws {
        let setup = try Setup()
        defer { setup.remove() }
        let transport = setup.transport(few: setup.other, all: setup.right)
        let bodies = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for number in 0..<8 {
                group.addTask { try await transport.send(setup.request("body \(number)")).body }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(bodies == Set((0..<8).map { Array("body \($0)".utf8) }))
        #expect(setup.server.requests.count == 8)
    }

    @Test("A server that nobody vouches for is refused")
    func nobody() async throws {
        let setup = try Setup()
        defer { setup.remove() }
        let error = await setup.transport(few: setup.other, all: setup.other).failure(setup.request())
        #expect(error?.code == .tls)
        #expect(error?.curlCode == 60)
        #expect(setup.server.requests.isEmpty)
    }

    @Test("A certificate for another host is refused, whoever vouches for it")
    func wrongHost() async throws {
        let authority = try TestAuthority()
        defer { authority.remove() }
        let server = try ScriptedServer(tls: authority.identity(for: "DNS:db.example")) { _ in .json(200, "{}") }
        defer { server.stop() }
        let path = authority.certificatePath
        let error = await CurlTransport(authorities: .fewFirst(few: path, all: path))
            .failure(HTTPRequest(.get, server.url, options: TLSTests.options))
        #expect(error?.code == .tls)
        #expect(server.requests.isEmpty)
    }

    @Test("A file of few that is gone is no reason not to trust all")
    func fewAreGone() async throws {
        let setup = try Setup()
        defer { setup.remove() }
        let transport = setup.transport(few: setup.other, all: setup.right)
        setup.other.remove()
        #expect(try await transport.send(setup.request()).status == 200)
    }

    @Test("The second attempt, too, ends with the time that the request has")
    func timeLimit() async throws {
        let setup = try Setup()
        defer { setup.remove() }
        // The first attempt is refused at once; the second never gets an answer.
        let server = try ScriptedServer(tls: setup.right.identity(for: "IP:127.0.0.1")) { _ in .hang }
        defer { server.stop() }
        var request = HTTPRequest(.get, server.url, options: TLSTests.options)
        request.options.timeout = .milliseconds(300)
        let clock = ContinuousClock()
        let began = clock.now
        let error = await setup.transport(few: setup.other, all: setup.right).failure(request)
        #expect(error?.code == .timedOut)
        // Generous, for a busy machine; without any limit it would last for ever.
        #expect(clock.now - began < .seconds(10))
    }
}
