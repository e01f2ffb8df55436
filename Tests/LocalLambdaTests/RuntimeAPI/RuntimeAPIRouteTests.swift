// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import LocalLambda

@Suite("The paths of the Runtime API")
struct RuntimeAPIRouteTests {
    @Test(
        "Each call has one method and one path",
        arguments: [
            ("GET", "/2018-06-01/runtime/invocation/next", RuntimeAPIRoute.next),
            ("POST", "/2018-06-01/runtime/invocation/next", .methodNotAllowed),
            ("POST", "/2018-06-01/runtime/invocation/8476/response", .response(requestID: "8476")),
            ("POST", "/2018-06-01/runtime/invocation/a%2Fb%20c/response", .response(requestID: "a/b c")),
            ("POST", "/2018-06-01/runtime/invocation/8476/error", .error(requestID: "8476")),
            ("GET", "/2018-06-01/runtime/invocation/8476/error", .methodNotAllowed),
            ("POST", "/2018-06-01/runtime/invocation//response", .response(requestID: "")),
            ("POST", "/2018-06-01/runtime/init/error", .initError),
            ("PUT", "/2018-06-01/runtime/init/error", .methodNotAllowed),
            ("GET", "/2018-06-01/ping", .ping),
            ("GET", "/2018-06-01/runtime/restore/next", .notFound),
            ("GET", "/2015-03-31/runtime/invocation/next", .notFound),
            ("GET", "/runtime/invocation/next", .notFound),
            ("POST", "/2018-06-01/runtime/invocation/8476/reply", .notFound),
            ("GET", "/", .notFound),
            ("GET", "", .notFound),
        ]
    )
    func routes(method: String, path: String, expected: RuntimeAPIRoute) {
        #expect(RuntimeAPIRoute(method: method, path: path) == expected)
    }
}
