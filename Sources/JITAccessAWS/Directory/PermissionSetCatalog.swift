// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// Permission sets by name. Identity Center lists them without names, so finding one means describing them one by one;
/// what has been seen is remembered for the life of the container.
actor PermissionSetCatalog {
    /// Identity Center allows about 20 calls a second, to all callers together.
    private static let maximumInFlight = 5

    private let ssoAdmin: SSOAdmin
    private var found: [String: PermissionSet] = [:]
    private var known: Set<String> = []

    init(_ ssoAdmin: SSOAdmin) {
        self.ssoAdmin = ssoAdmin
    }

    /// The permission set called `name`, looked for on every page; nil if there is none.
    func permissionSet(named name: String, instanceARN: String) async throws(DirectoryError) -> PermissionSet? {
        if let known = found[name] { return known }
        do {
            let pages = ssoAdmin.listPermissionSets(instanceARN: instanceARN)
            var iterator = pages.makeAsyncIterator()
            while let page = try await iterator.next() {
                try await describe(page.filter { !known.contains($0) }, until: name, instanceARN: instanceARN)
                if let known = found[name] { return known }
            }
        } catch {
            throw DirectoryError(error)
        }
        return nil
    }

    /// The names of all of them.
    func allNames(instanceARN: String) async throws(DirectoryError) -> [String] {
        do {
            var iterator = ssoAdmin.listPermissionSets(instanceARN: instanceARN).makeAsyncIterator()
            var listed: Set<String> = []
            while let page = try await iterator.next() {
                listed.formUnion(page)
                try await describe(page.filter { !known.contains($0) }, until: nil, instanceARN: instanceARN)
            }
            // What is gone since it was seen is offered no more.
            for arn in known.subtracting(listed) { forget(arn) }
        } catch {
            throw DirectoryError(error)
        }
        return Array(found.keys)
    }

    /// Forgets a permission set that is gone: another may have been made under its name.
    func forget(_ arn: String) {
        found = found.filter { $0.value.arn != arn }
        known.remove(arn)
    }

    /// Learns the names of permission sets, until one is the name that is looked for; all of them if none is.
    private func describe(_ unknown: [String], until name: String?, instanceARN: String) async throws(AWSError) {
        let ssoAdmin = ssoAdmin
        var rest = unknown[...]
        var failure: AWSError?
        await withTaskGroup(of: Result<SSOAdmin.PermissionSet, AWSError>.self) { group in
            var inFlight = 0
            while true {
                let goesOn = name.flatMap { found[$0] } == nil && failure == nil
                if goesOn, inFlight < Self.maximumInFlight, let arn = rest.popFirst() {
                    inFlight += 1
                    group.addTask {
                        await attempt { () throws(AWSError) in
                            try await ssoAdmin.describePermissionSet(instanceARN: instanceARN, permissionSetARN: arn)
                        }
                    }
                } else if let result = await group.next() {
                    inFlight -= 1
                    switch result {
                    case .success(let permissionSet):
                        found[permissionSet.name] = PermissionSet(
                            name: permissionSet.name,
                            arn: permissionSet.arn,
                            sessionSeconds: permissionSet.sessionSeconds
                        )
                        known.insert(permissionSet.arn)
                    // Deleted since it was listed.
                    case .failure(let error) where error.isNotFound: break
                    case .failure(let error): failure = error
                    }
                } else {
                    return
                }
            }
        }
        if name.flatMap({ found[$0] }) == nil, let failure { throw failure }
    }
}
