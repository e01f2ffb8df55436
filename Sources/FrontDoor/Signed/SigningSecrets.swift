// SPDX-License-Identifier: Apache-2.0

public import Hashing

/// The secret that a system signs its calls with, read from where it is kept and remembered for a while.
public protocol SigningSecrets: Sendable {
    /// The secret as it is known.
    ///
    /// - Throws: ``WorkFailure`` if it cannot be read.
    func current() async throws(WorkFailure) -> Secret

    /// Another one than `wrong`, which did not fit; nil if there is none, or it is too soon to look.
    ///
    /// - Throws: ``WorkFailure`` if it cannot be read.
    func refreshed(after wrong: Secret) async throws(WorkFailure) -> Secret?
}
