// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// The Identity Center instance: configured, or looked up once a container.
actor IdentityCenterInstance {
    struct Identifiers: Sendable {
        let instanceARN: String
        let identityStoreID: String
    }

    private let ssoAdmin: SSOAdmin
    private let instanceARN: String?
    private let identityStoreID: String?
    private var found: Task<Result<Identifiers, DirectoryError>, Never>?

    init(_ ssoAdmin: SSOAdmin, instanceARN: String?, identityStoreID: String?) {
        self.ssoAdmin = ssoAdmin
        self.instanceARN = instanceARN
        self.identityStoreID = identityStoreID
    }

    /// Its identifiers.
    ///
    /// - Throws: ``DirectoryError`` (refused) if there is no instance or more than one to choose from: taking the first
    ///   would grant access in whichever happens to be listed first.
    func identifiers() async throws(DirectoryError) -> Identifiers {
        if let instanceARN, let identityStoreID {
            return Identifiers(instanceARN: instanceARN, identityStoreID: identityStoreID)
        }
        return try await seen()
    }

    /// Makes sure, once a container, that the instance is there to be seen.
    ///
    /// A configured one is taken at its word for as long as things are found in it. Whoever asks a wrong one finds
    /// nothing, and that must not be taken for access that is gone.
    ///
    /// - Throws: ``DirectoryError``, as ``identifiers()`` does.
    func confirm() async throws(DirectoryError) {
        _ = try await seen()
    }

    /// What ListInstances shows, asked once a container.
    private func seen() async throws(DirectoryError) -> Identifiers {
        // Concurrent look-ups share one task; a failure is not remembered.
        let task = found ?? Task { await attempt(lookUp) }
        found = task
        let result = await task.value
        if case .failure = result { found = nil }
        return try result.get()
    }

    private func lookUp() async throws(DirectoryError) -> Identifiers {
        let instances: [SSOAdmin.Instance]
        do {
            instances = try await ssoAdmin.listInstances().elements()
        } catch {
            throw DirectoryError(error)
        }
        let candidates = instances.filter { instance in
            (instanceARN == nil || instance.arn == instanceARN)
                && (identityStoreID == nil || instance.identityStoreID == identityStoreID)
        }
        guard let only = candidates.first, candidates.count == 1 else {
            let list = instances.map(\.arn).joined(separator: ", ")
            throw DirectoryError(
                .refused,
                instances.isEmpty
                    ? "There is no Identity Center instance here; is IDENTITY_CENTER_REGION its home region?"
                    : "Set INSTANCE_ARN to the Identity Center instance to use. Found: \(list)."
            )
        }
        return Identifiers(instanceARN: only.arn, identityStoreID: only.identityStoreID)
    }
}
