// SPDX-License-Identifier: Apache-2.0

import AccessFunction
import JITAccess

// Grant gets the right to create assignments, and no other.
AccessFunction.run("Grant") { container in
    { event, invocation, surroundings in
        await GrantHandler(
            surroundings: surroundings,
            creator: container.directory.creator,
            policy: container.policy,
            rules: container.configuration.rules,
            accessPortalURL: container.configuration.accessPortalURL
        ).handle(event, invocation: invocation)
    }
}
