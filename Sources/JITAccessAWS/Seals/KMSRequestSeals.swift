// SPDX-License-Identifier: Apache-2.0

package import AWSClient
package import JITAccess

/// Seals by HMAC keys of KMS: the present one makes and verifies, those before it only verify.
package struct KMSRequestSeals: RequestSeals {
    package let table: String
    private let kms: KMS
    private let key: String
    private let oldKeys: [String]

    /// - Parameters:
    ///   - table: The ARN of the state table.
    ///   - key: `SEAL_KEY`.
    ///   - oldKeys: `SEAL_KEYS_OLD`.
    package init(_ kms: KMS, table: String, key: String, oldKeys: [String]) {
        self.kms = kms
        self.table = table
        self.key = key
        self.oldKeys = oldKeys
    }

    package var isConfigured: Bool { true }

    package func seal(_ digest: [UInt8]) async throws(SealError) -> RequestSeal {
        let mac: [UInt8]
        do {
            mac = try await kms.generateMac(of: digest, keyID: key)
        } catch {
            throw SealError("The key SEAL_KEY cannot be used: \(error.description)", awsRequestID: error.requestID)
        }
        guard let seal = RequestSeal(mac: mac) else {
            throw SealError("The key SEAL_KEY is not of the spec HMAC_256: its codes have \(mac.count) bytes.")
        }
        return seal
    }

    package func verify(_ seal: RequestSeal, of digest: [UInt8]) async throws(SealError) -> Bool {
        do {
            if try await kms.verifyMac(seal.mac, of: digest, keyID: key) { return true }
        } catch {
            throw SealError("The key SEAL_KEY cannot be used: \(error.description)", awsRequestID: error.requestID)
        }
        for oldKey in oldKeys {
            do {
                if try await kms.verifyMac(seal.mac, of: digest, keyID: oldKey) { return true }
            } catch  where Self.isGone(error) {
                // What it has sealed is not believed any more.
                continue
            } catch {
                throw SealError(
                    "A key of SEAL_KEYS_OLD cannot be used: \(error.description)",
                    awsRequestID: error.requestID
                )
            }
        }
        return false
    }

    /// Whether the key has been deleted, or is about to be.
    private static func isGone(_ error: AWSError) -> Bool {
        ["NotFoundException", "DisabledException", "KMSInvalidStateException"].contains(error.code)
    }
}
