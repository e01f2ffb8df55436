// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import TestSupport
import Testing

@Suite struct TLSTests {
    static let options = HTTPRequest.Options(timeout: .seconds(20), proxy: .none)

    /// The outcome of a request to a server with a certificate for `names`, by a client that trusts `trusted`.
    func failure(names: String, issuer: TestAuthority, trusted: String?) async throws -> TransportError? {
        let server = try ScriptedServer(tls: issuer.identity(for: names)) { _ in .json(200, "{}") }
        defer { server.stop() }
        let error = await CurlTransport(authorities: trusted.map { .bundle(path: $0) } ?? .system)
            .failure(HTTPRequest(.get, server.url, options: Self.options))
        #expect((error == nil) == (server.requests.count == 1))
        return error
    }

    @Test("A server with a certificate of a trusted authority for its name is accepted")
    func trusted() async throws {
        let authority = try TestAuthority()
        defer { authority.remove() }
        #expect(try await failure(names: "IP:127.0.0.1", issuer: authority, trusted: authority.certificatePath) == nil)
    }

    @Test("An authority that is not trusted is refused, whether other ones are trusted or the system's")
    func unknownAuthority() async throws {
        let authority = try TestAuthority()
        let other = try TestAuthority()
        defer {
            authority.remove()
            other.remove()
        }
        for trusted in [other.certificatePath, nil] {
            let error = try await failure(names: "IP:127.0.0.1", issuer: authority, trusted: trusted)
            #expect(error?.code == .tls)
            #expect(error?.curlCode == 60)
        }
    }

    @Test("A certificate for another host is refused")
    func wrongHost() async throws {
        let authority = try TestAuthority()
        defer { authority.remove() }
        let error = try await failure(names: "DNS:db.example", issuer: authority, trusted: authority.certificatePath)
        #expect(error?.code == .tls)
    }

    @Test("A bundle that is not there is an error, not a reason to trust the system's")
    func missingBundle() async throws {
        let authority = try TestAuthority()
        authority.remove()
        let port = try SilentPort()
        let error = await CurlTransport(authorities: .bundle(path: authority.certificatePath))
            .failure(HTTPRequest(.get, "https://\(port.authority)/", options: Self.options))
        #expect(error?.code == .tls)
    }

    @Test("A server that does not speak TLS is refused")
    func plainServer() async throws {
        let server = try ScriptedServer { _ in .hang }
        defer { server.stop() }
        let error = await CurlTransport()
            .failure(HTTPRequest(.get, "https://\(server.authority)/", options: Self.options))
        #expect(error?.code == .tls)
    }

    @Test("TLS connections are used again, and bodies of many records arrive whole")
    func reuse() async throws {
        let authority = try TestAuthority()
        defer { authority.remove() }
        let server = try ScriptedServer(tls: authority.identity(for: "IP:127.0.0.1")) { request in
            .response(HTTPResponse(status: 200, body: request.body))
        }
        defer { server.stop() }
        let transport = CurlTransport(authorities: .bundle(path: authority.certificatePath))
        let body = Array(ExchangeTests.manyBytes.prefix(1_000_000))
        for _ in 0..<3 {
            let response = try await transport.send(
                HTTPRequest(.post, server.url, body: body, options: Self.options)
            )
            #expect(response.body == body)
        }
        #expect(server.connectionCount == 1)
    }

    @Test("A TLS connection that breaks off is lost, and its body is not taken for complete")
    func truncated() async throws {
        let authority = try TestAuthority()
        defer { authority.remove() }
        let server = try ScriptedServer(tls: authority.identity(for: "IP:127.0.0.1")) { _ in
            .rawThenReset(Array("HTTP/1.1 200 OK\r\n\r\nabc".utf8))
        }
        defer { server.stop() }
        let error = await CurlTransport(authorities: .bundle(path: authority.certificatePath))
            .failure(HTTPRequest(.get, server.url, options: Self.options))
        #expect(error?.code == .connectionLost)
    }
}
