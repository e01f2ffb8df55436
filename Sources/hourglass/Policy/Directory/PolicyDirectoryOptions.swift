// SPDX-License-Identifier: Apache-2.0

import AWSClient
import ArgumentParser
import Foundation

/// Which Identity Store to ask, and how fast.
struct PolicyDirectoryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The home region of Identity Center. (default: $IDENTITY_CENTER_REGION, or the region of your AWS configuration)",
            valueName: "region"
        )
    )
    var identityCenterRegion: String?

    @Option(
        help: ArgumentHelp(
            "The Identity Store. (default: $IDENTITY_STORE_ID, or that of the one instance in the region)",
            valueName: "id"
        )
    )
    var identityStoreID: String?

    @Option(
        help: ArgumentHelp(
            "How many calls a second the Identity Store gets, 1 to 20; AWS allows about 20 to everybody together.",
            valueName: "number"
        )
    )
    var callsPerSecond = 10

    @OptionGroup var local: LocalAWSOptions

    func validate() throws {
        guard (1...20).contains(callsPerSecond) else { throw ValidationError("--calls-per-second must be 1 to 20.") }
    }

    /// The directory that is meant.
    ///
    /// - Throws: ``CommandFailure`` if it cannot be told.
    func directory() async throws -> PolicyDirectory {
        let environment = try local.environment()
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let client = try CallerClient.make(environment: environment)
        let region = identityCenterRegion ?? variable("IDENTITY_CENTER_REGION")
        return PolicyDirectory(
            identityStore: IdentityStore(client, region: region),
            store: try await store(client, region, variable("IDENTITY_STORE_ID")),
            pause: .seconds(1) / callsPerSecond
        )
    }

    private func store(_ client: AWSClient, _ region: String?, _ configured: String?) async throws -> String {
        if let store = identityStoreID ?? configured { return store }
        let instances: [SSOAdmin.Instance]
        do {
            instances = try await SSOAdmin(client, region: region).listInstances().elements()
        } catch {
            throw CommandFailure(message: "the Identity Center instance cannot be looked up: \(error.description)")
        }
        guard let only = instances.first, instances.count == 1 else {
            throw CommandFailure(
                message: instances.isEmpty
                    ? "there is no Identity Center instance here; say where with --identity-center-region"
                    : "there are \(instances.count) Identity Center instances; choose one with --identity-store-id: "
                        + instances.map(\.identityStoreID).joined(separator: ", ")
            )
        }
        return only.identityStoreID
    }
}
