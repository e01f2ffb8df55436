// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess
import JITAccessAWS
import Testing

/// Whoever asks an instance that is not theirs finds nothing there. If that were believed, a typing error in
/// INSTANCE_ARN would make a sweep take all access for gone.
@Suite("Nothing found in an instance that is not there means nothing")
struct WrongInstanceTests {
    private static let other: JSONValue = [
        "InstanceArn": "arn:aws:sso:::instance/ssoins-1111111111111111", "IdentityStoreId": "d-1111111111",
    ]

    private func directory(_ aws: ScriptedAWS) throws -> IdentityCenterDirectory {
        IdentityCenterDirectory(try .scripted(aws), configuration: try Sample.configuredInstance())
    }

    @Test(
        "An empty listing and a permission set that is not found are no proof",
        arguments: [.json(["AccountAssignments": []]), .refusal("ResourceNotFoundException")] as [ScriptedAWS.Answer]
    )
    func absence(answer: ScriptedAWS.Answer) async throws {
        let aws = ScriptedAWS { call, _ in
            call.operation == "ListInstances" ? .json(["Instances": [Self.other]]) : answer
        }
        let directory = try directory(aws)
        for _ in 1...2 {
            let error = await #expect(throws: DirectoryError.self) { try await directory.isAssigned(Sample.binding()) }
            #expect(error?.kind == .refused)
            #expect(error?.message.contains("INSTANCE_ARN") == true)
            #expect(error?.message.contains("ssoins-1111111111111111") == true)
        }
    }

    @Test("An instance that cannot be seen because of trouble is no proof either")
    func trouble() async throws {
        let aws = ScriptedAWS { call, _ in
            call.operation == "ListInstances"
                ? .fault(status: 500, code: "InternalServerException", message: "sorry")
                : .json(["AccountAssignments": []])
        }
        let error = await #expect(throws: DirectoryError.self) {
            try await directory(aws).isAssigned(Sample.binding())
        }
        #expect(error?.kind == .unavailable)
    }

    @Test("Of the right one it is believed, and that it is the right one is asked once a container")
    func once() async throws {
        let aws = ScriptedAWS.withInstance { _, _ in .json(["AccountAssignments": []]) }
        let directory = try directory(aws)
        for _ in 1...3 { #expect(try await !directory.isAssigned(Sample.binding())) }
        #expect(aws.count("ListInstances") == 1)
    }
}
