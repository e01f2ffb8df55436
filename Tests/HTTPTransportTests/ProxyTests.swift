// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import HTTPTransport

@Suite struct ProxyTests {
    static func transport(_ environment: [String: String]) -> CurlTransport {
        CurlTransport(TransportSettings(proxies: ProxySettings { environment[$0] }))
    }

    static func options(_ proxy: HTTPRequest.Options.Proxy) -> HTTPRequest.Options {
        var options = loopback()
        options.proxy = proxy
        return options
    }

    @Test(
        "The variables are looked up in libcurl's order, and empty ones count as unset",
        arguments: [
            ([:], "", "", ""),
            (["https_proxy": "a", "HTTPS_PROXY": "b", "all_proxy": "c"], "a", "c", ""),
            (["https_proxy": "", "HTTPS_PROXY": "b"], "b", "", ""),
            (["ALL_PROXY": "c"], "c", "c", ""),
            (["http_proxy": "d", "no_proxy": "e", "NO_PROXY": "f"], "", "d", "e"),
            (["HTTP_PROXY": "attack", "NO_PROXY": "f"], "", "", "f"),
        ]
    )
    func variables(environment: [String: String], https: String, http: String, exceptions: String) {
        let settings = ProxySettings { environment[$0] }
        #expect(settings.proxy(for: .https) == https)
        #expect(settings.proxy(for: .http) == http)
        #expect(settings.exceptions == exceptions)
    }

    @Test("A proxy of the environment gets the whole URL")
    func viaProxy() async throws {
        let proxy = try ScriptedServer { _ in .json(200, "{}") }
        defer { proxy.stop() }
        let transport = Self.transport(["http_proxy": proxy.url])
        _ = try await transport.send(HTTPRequest(.get, "http://db.example/x", options: Self.options(.environment)))
        #expect(proxy.requests.map(\.target) == ["http://db.example/x"])
    }

    @Test("A request that wants none is not sent to a proxy, nor one to an excepted host")
    func withoutProxy() async throws {
        let proxy = try ScriptedServer { _ in .json(500, "{}") }
        let server = try ScriptedServer { _ in .json(200, "{}") }
        defer {
            proxy.stop()
            server.stop()
        }
        let transport = Self.transport(["http_proxy": proxy.url])
        _ = try await transport.send(HTTPRequest(.get, server.url, options: Self.options(.none)))
        let excepting = Self.transport(["http_proxy": proxy.url, "no_proxy": "db.example,127.0.0.1"])
        _ = try await excepting.send(HTTPRequest(.get, server.url, options: Self.options(.environment)))
        #expect(server.requests.map(\.target) == ["/", "/"])
        #expect(proxy.connectionCount == 0)
    }

    @Test("A tunnel that the proxy refuses is a connection that was not made, and no header leaks into it")
    func refusedTunnel() async throws {
        let proxy = try ScriptedServer { _ in .response(HTTPResponse(status: 403, body: [1])) }
        defer { proxy.stop() }
        let transport = Self.transport(["HTTPS_PROXY": proxy.url])
        let request = HTTPRequest(
            .post,
            "https://db.example/x",
            headers: ["Authorization": "hush"],
            body: [1],
            options: Self.options(.environment)
        )
        #expect(await transport.failure(request)?.code == .couldNotConnect)
        let connect = try #require(proxy.requests.first)
        #expect(connect.method == "CONNECT")
        #expect(connect.target == "db.example:443")
        #expect(connect.headers["Authorization"] == nil)
    }

    @Test("The process's environment is read when the transport is made")
    func processEnvironment() async {
        await #expect(processExitsWith: .success) {
            let proxy = try ScriptedServer { _ in .json(200, "{}") }
            setenv("http_proxy", proxy.url, 1)
            setenv("no_proxy", "", 1)
            let transport = CurlTransport()
            // What happens to the environment afterwards makes no difference.
            setenv("http_proxy", "http://127.0.0.1:1", 1)
            _ = try await transport.send(
                HTTPRequest(.get, "http://db.example/x", options: ProxyTests.options(.environment))
            )
            let direct = await transport.failure(
                HTTPRequest(.get, try RefusedPort().url, options: ProxyTests.options(.none))
            )
            #expect(direct?.code == .couldNotConnect)
            #expect(proxy.requests.map(\.target) == ["http://db.example/x"])
        }
    }
}
