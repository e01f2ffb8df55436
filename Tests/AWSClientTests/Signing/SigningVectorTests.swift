// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

@Suite("Signing vectors")
struct SigningVectorTests {
    @Test("There are vectors for more than a hundred shapes, each with a name of its own")
    func count() {
        #expect(SigningVector.all.count > 100)
        #expect(Set(SigningVector.all.map(\.name)).count == SigningVector.all.count)
    }

    @Test("The canonical request, the string to sign and the signature are botocore's", arguments: SigningVector.all)
    func signsAsBotocoreDoes(vector: SigningVector) throws {
        let request = try vector.request()
        let date = try vector.signingDate()
        let scope = CredentialScope(date: date, region: vector.region, service: vector.service)
        #expect(scope.timestamp == vector.date)

        let (canonical, _) = try vector.signer.canonicalRequest(
            for: request,
            credentials: vector.credentials,
            scope: scope
        )
        #expect(canonical.text == vector.canonicalRequest)
        #expect(try scope.stringToSign(canonical.text) == vector.stringToSign)

        let signed = try vector.signer.sign(request, credentials: vector.credentials, date: date)
        #expect(signed.headers["Authorization"] == vector.authorization)
    }

    @Test("Signing leaves everything but its own headers as it was", arguments: SigningVector.all)
    func changesNothingElse(vector: SigningVector) throws {
        let request = try vector.request()
        var signed = try vector.signer.sign(request, credentials: vector.credentials, date: vector.signingDate())
        for name in ["Host", "X-Amz-Date", "X-Amz-Security-Token", "X-Amz-Content-Sha256", "Authorization"] {
            signed.headers[name] = nil
        }
        #expect(signed == request)
    }

    @Test("Signing a signed request again, later, is as good as signing it once", arguments: SigningVector.all)
    func signsAgain(vector: SigningVector) throws {
        let request = try vector.request()
        let later = try vector.signingDate() + 1
        let stale = try vector.signer.sign(
            request,
            credentials: .example(sessionToken: "of another session"),
            date: vector.signingDate()
        )
        let again = try vector.signer.sign(stale, credentials: vector.credentials, date: later)
        let once = try vector.signer.sign(request, credentials: vector.credentials, date: later)
        #expect(again == once)
    }
}
