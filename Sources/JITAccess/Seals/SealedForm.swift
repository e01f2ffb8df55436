// SPDX-License-Identifier: Apache-2.0

import Hashing

/// What a seal is made over.
protocol SealedForm {
    /// Everything that the seal vouches for. One member says what the seal is for, so that a code that the key made for
    /// something else is none.
    var members: [String: JSONValue] { get }
}

extension SealedForm {
    /// SHA-256 of the canonical form; KMS takes no more than 4,096 bytes.
    fileprivate var digest: [UInt8] {
        get throws(SealError) {
            do {
                return try SHA256.digest(JSONValue.object(members).canonicalText.utf8)
            } catch {
                throw SealError("What is sealed could not be hashed: \(error.description)")
            }
        }
    }
}

extension RequestSeals {
    func seal(_ form: some SealedForm) async throws(SealError) -> RequestSeal {
        try await seal(form.digest)
    }

    /// Whether the seal was made over `form`, by the present key or one of those before it.
    ///
    /// - Throws: ``Refusal`` (503) if that cannot be told now: nothing is concluded from it.
    func verify(_ seal: RequestSeal, of form: some SealedForm) async throws(Refusal) -> Bool {
        do {
            return try await verify(seal, of: form.digest)
        } catch {
            throw Refusal(error)
        }
    }
}
