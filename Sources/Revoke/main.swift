// SPDX-License-Identifier: Apache-2.0

import AccessFunction
import JITAccess

// Revoke gets the rights to remove assignments, to delete permission sets made for them and to write fences, and no other.
AccessFunction.run("Revoke") { container in
    let publishedRows = PublishedRowSearch()
    let fencing = Fencing(container.configuration.fence, fencer: container.directory.fencer)
    return { event, invocation, surroundings in
        await RevokeHandler(
            surroundings: surroundings,
            remover: container.directory.remover,
            setDeleter: container.directory.setDeleter,
            fencing: fencing,
            policy: container.policy,
            rules: container.configuration.rules,
            publishedRows: publishedRows
        ).handle(event, invocation: invocation)
    }
}
