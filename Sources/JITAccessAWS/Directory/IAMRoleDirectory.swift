// SPDX-License-Identifier: Apache-2.0

package import AWSClient
package import JITAccess

/// Roles by IAM, each looked up once in ten minutes.
package actor IAMRoleDirectory: RoleDirectory {
    /// How long one is remembered. Neither the path of a role nor its id ever changes; it may have been deleted.
    private static let life = Duration.seconds(600)

    /// The most that are remembered.
    private static let maximum = 200

    private let iam: IAM
    private let clock: any AccessClock

    /// By their ids: a name can be given again.
    private var known: [String: (role: IAMRole, at: Timestamp)] = [:]

    package init(_ iam: IAM, clock: any AccessClock) {
        self.iam = iam
        self.clock = clock
    }

    package func role(named name: String, id: String) async throws(DirectoryError) -> IAMRole? {
        let now = clock.now()
        // A clock that went back makes nothing younger.
        if let (role, at) = known[id], at <= now, now - at < Self.life, role.name == name { return role }
        let found: IAM.Role
        do {
            found = try await iam.getRole(named: name)
        } catch  where error.isNotFound {
            return nil
        } catch {
            throw DirectoryError(error)
        }
        guard found.id == id, found.name == name else { return nil }
        if known.count >= Self.maximum { known = [:] }
        let role = IAMRole(name: found.name, id: found.id, path: found.path)
        known[id] = (role, now)
        return role
    }
}
