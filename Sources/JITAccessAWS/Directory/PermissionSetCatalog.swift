// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// Permission sets by name. Identity Center lists them without names, so finding one means describing them one by one;
/// what has been seen is remembered for the life of the container.
actor PermissionSetCatalog {
    /// Identity Center allows about 20 calls a second, to all callers together.
    private static let maximumInFlight = 5

    private let ssoAdmin: SSOAdmin
    private var arns: [String: String] = [:]
    private var known: Set<String> = []

    init(_ ssoAdmin: SSOAdmin) {
        self.ssoAdmin = ssoAdmin
    }

    /// The permission set called `name`, looked for on every page; nil if there is none.
    func permissionSet(named name: String, instanceARN: String) async throws(DirectoryError) -> PermissionSet? {
        if let arn = arns[name] { return PermissionSet(name: name, arn: arn) }
        do {
            let pages = ssoAdmin.listPermissionSets(instanceARN: instanceARN)
            var iterator = pages.makeAsyncIterator()
            while let page = try await iterator.next() {
                try await describe(page.filter { !known.contains($0) }, instanceARN: instanceARN)
                if let arn = arns[name] { return PermissionSet(name: name, arn: arn) }
            }
        } catch {
            throw DirectoryError(error)
        }
        return nil
    }

    private func describe(_ unknown: [String], instanceARN: String) async throws(AWSError) {
        let ssoAdmin = ssoAdmin
        var rest = unknown[...]
        let results = await withTaskGroup(of: Result<SSOAdmin.PermissionSet, AWSError>.self) { group in
            var results: [Result<SSOAdmin.PermissionSet, AWSError>] = []
            var inFlight = 0
            while true {
                if inFlight < Self.maximumInFlight, let arn = rest.popFirst() {
                    inFlight += 1
                    group.addTask {
                        await attempt { () throws(AWSError) in
                            try await ssoAdmin.describePermissionSet(instanceARN: instanceARN, permissionSetARN: arn)
                        }
                    }
                } else if let result = await group.next() {
                    inFlight -= 1
                    results.append(result)
                } else {
                    return results
                }
            }
        }
        for result in results {
            let permissionSet = try result.get()
            arns[permissionSet.name] = permissionSet.arn
            known.insert(permissionSet.arn)
        }
    }
}
