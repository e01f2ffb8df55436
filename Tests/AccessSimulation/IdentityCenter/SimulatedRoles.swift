// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// The roles of the functions' account: Identity Center has made whatever is asked for.
struct SimulatedRoles: RoleDirectory {
    func role(named name: String, id: String) async throws(DirectoryError) -> IAMRole? {
        IAMRole(name: name, id: id, path: "/aws-reserved/sso.amazonaws.com/")
    }
}
