// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import Testing
import TestSupport

@testable import AWSClient

@Suite("Requests and answers of each operation")
struct ShapeTests {
    private static let cases =
        ShapeCase.dynamoDB + ShapeCase.ssoAdmin + ShapeCase.permissionSets + ShapeCase.provisioning + ShapeCase.users
        + ShapeCase.groups + ShapeCase.organizations + ShapeCase.messaging + ShapeCase.gateway + ShapeCase.proofs

    @Test("The request is the one that AWS's model allows, and its sample answer is understood", arguments: cases)
    func shape(shape: ShapeCase) async throws {
        let answer = HTTPResponse(status: 200, body: try shape.file("answers"))
        let transport = ScriptedTransport([.success(answer)])
        let client = try AWSClient.test(transport)
        try await shape.call(client)
        let request = try #require(transport.sent.first)
        #expect(transport.sent.count == 1)
        let expected = try shape.file("requests")
        #expect(String(decoding: request.body, as: UTF8.self) == String(decoding: expected, as: UTF8.self))
        if let target = request.headers["X-Amz-Target"] {
            #expect(target.hasSuffix(".\(shape.operation)"))
        }
    }
}
