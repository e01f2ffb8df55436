// SPDX-License-Identifier: Apache-2.0

public import FoundationEssentials
public import HTTPTransport
import Hashing

/// Signs requests with AWS Signature Version 4, for one region and one service.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
///
/// The result depends on nothing but the request, the credentials and the date. A signature is good for some
/// minutes, so every attempt is signed again.
public struct SigV4Signer: Sendable {
    private let region: String
    private let service: String

    /// Creates a signer.
    ///
    /// - Parameters:
    ///   - region: ``Endpoint/signingRegion``.
    ///   - service: ``AWSService/signingName``.
    public init(region: String, service: String) {
        self.region = region
        self.service = service
    }

    /// `request` with `Host`, `X-Amz-Date`, `X-Amz-Security-Token` (for temporary credentials) and `Authorization`,
    /// each replacing what was there, so that a signed request can be signed again.
    ///
    /// Every header is signed but those that proxies and libcurl may touch, and those set after signing.
    ///
    /// - Throws: ``SigningError`` if the URL or a header could not be sent exactly as it would be signed.
    public func sign(
        _ request: HTTPRequest,
        credentials: Credentials,
        date: Date
    ) throws(SigningError) -> HTTPRequest {
        let scope = CredentialScope(date: date, region: region, service: service)
        let (canonical, prepared) = try canonicalRequest(for: request, credentials: credentials, scope: scope)
        let signature: String
        do {
            signature = try scope.signature(
                of: scope.stringToSign(canonical.text),
                secretAccessKey: credentials.secretAccessKey
            )
        } catch {
            throw SigningError(error.description)
        }
        var signed = prepared
        signed.headers["Authorization"] =
            "\(CredentialScope.algorithm) Credential=\(credentials.accessKeyID)/\(scope.text), "
            + "SignedHeaders=\(canonical.signedHeaders), Signature=\(signature)"
        return signed
    }

    /// The canonical request, and the request it describes: all headers are there but `Authorization`.
    func canonicalRequest(
        for request: HTTPRequest,
        credentials: Credentials,
        scope: CredentialScope
    ) throws(SigningError) -> (CanonicalRequest, HTTPRequest) {
        let url: URLParts
        do {
            url = try URLParts(request.url)
        } catch {
            throw SigningError("The URL of the request \(error.reason).")
        }
        let payloadHash: String
        do {
            payloadHash = Hexadecimal.encode(try SHA256.digest(request.body))
        } catch {
            throw SigningError(error.description)
        }
        var prepared = request
        prepared.headers["Authorization"] = nil
        prepared.headers["Host"] = url.authority
        prepared.headers["X-Amz-Date"] = scope.timestamp
        prepared.headers["X-Amz-Security-Token"] = credentials.sessionToken?.exposed
        if service == "s3" {
            prepared.headers["X-Amz-Content-Sha256"] = payloadHash
        }
        if let index = prepared.headers.indexOfFirstMalformed {
            let name = SafeText.line(prepared.headers.fields[index].name, limit: 60)
            throw SigningError("The header \(name) holds a line break or NUL, or its name is not a token.")
        }
        let canonical = CanonicalRequest(prepared, url: url, service: service, payloadHash: payloadHash)
        return (canonical, prepared)
    }
}
