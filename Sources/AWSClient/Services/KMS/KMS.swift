// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// AWS Key Management Service: message authentication codes under a key that never leaves it.
///
/// API reference: <https://docs.aws.amazon.com/kms/latest/APIReference/>
public struct KMS: Sendable {
    /// The most bytes that a message may have; longer ones are hashed first.
    package static let maximumMessageBytes = 4096

    let client: AWSClient
    let region: String

    /// KMS in `region`, or in the client's own.
    public init(_ client: AWSClient, region: String? = nil) {
        self.client = client
        self.region = region ?? client.region
    }

    /// The code of `message` under an HMAC key.
    ///
    /// - Parameters:
    ///   - message: 1 to 4,096 bytes.
    ///   - keyID: The id, ARN, alias name or alias ARN of a key of the spec `HMAC_256`.
    /// - Returns: 32 bytes.
    package func generateMac(of message: [UInt8], keyID: String) async throws(AWSError) -> [UInt8] {
        let operation = operation("GenerateMac")
        let input = MacInput(keyID: keyID, message: Data(message).base64EncodedString(), mac: nil)
        let output = try await client.json(operation, region: region, input, as: MacOutput.self)
        guard let text = output.mac, let mac = Data(base64Encoded: text), !mac.isEmpty else {
            throw AWSError(operation, .malformedAnswer, "the answer holds no code")
        }
        return Array(mac)
    }

    /// Whether `mac` is the code of `message` under an HMAC key.
    ///
    /// - Throws: ``AWSError``; a code that is not the right one is no error, but false.
    package func verifyMac(
        _ mac: [UInt8],
        of message: [UInt8],
        keyID: String
    ) async throws(AWSError) -> Bool {
        let input = MacInput(
            keyID: keyID,
            message: Data(message).base64EncodedString(),
            mac: Data(mac).base64EncodedString()
        )
        do {
            let output = try await client.json(operation("VerifyMac"), region: region, input, as: MacOutput.self)
            return output.macValid == true
        } catch  where error.code == "KMSInvalidMacException" {
            return false
        }
    }

    private func operation(_ name: String) -> AWSOperation {
        AWSOperation(.kms, name, attemptTimeout: .seconds(3), connectTimeout: .milliseconds(1500))
    }
}

extension AWSClient {
    /// KMS in the client's region.
    public var kms: KMS { KMS(self) }
}

/// Of GenerateMac, and of VerifyMac where `mac` is there.
private struct MacInput: Encodable {
    let keyID: String
    let message: String
    let mac: String?
    let algorithm = "HMAC_SHA_256"

    enum CodingKeys: String, CodingKey {
        case keyID = "KeyId"
        case message = "Message"
        case mac = "Mac"
        case algorithm = "MacAlgorithm"
    }
}

private struct MacOutput: Decodable {
    let mac: String?
    let macValid: Bool?

    enum CodingKeys: String, CodingKey {
        case mac = "Mac"
        case macValid = "MacValid"
    }
}
