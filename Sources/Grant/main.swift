// SPDX-License-Identifier: Apache-2.0

import AccessFunction
import JITAccess

// Grant gets the rights to create assignments and to make permission sets for them, and no other.
AccessFunction.run("Grant") { container in
    if container.configuration.sealKey == nil { container.log.warning(NoSeals.notice) }
    return { event, invocation, surroundings in
        await GrantHandler(
            surroundings: surroundings,
            creator: container.directory.creator,
            setMaker: container.directory.setMaker,
            policy: container.policy,
            rules: container.configuration.rules,
            accessPortalURL: container.configuration.accessPortalURL,
            catalog: container.directory.options
        ).handle(event, invocation: invocation)
    }
}
