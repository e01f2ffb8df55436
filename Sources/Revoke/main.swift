// SPDX-License-Identifier: Apache-2.0

import AccessFunction
import JITAccess

// It starts whatever becomes of the policy and of settings that an end does not use.
//
// Revoke gets the rights to remove assignments, to delete permission sets made for them, to write fences and to list all, and
// no other.
AccessFunction.run("Revoke", need: .ends) { container in
    let fencing = Fencing(container.configuration.fence, fencer: container.directory.fencer)
    return { event, invocation, surroundings in
        await RevokeHandler(
            surroundings: surroundings,
            remover: container.directory.remover,
            setDeleter: container.directory.setDeleter,
            fencing: fencing,
            policy: container.policy,
            defaultPermissionSet: container.configuration.defaultPermissionSet,
            survey: container.directory.survey
        ).handle(event, invocation: invocation)
    }
}
