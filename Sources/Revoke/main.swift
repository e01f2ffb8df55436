// SPDX-License-Identifier: Apache-2.0

import AccessFunction
import JITAccess

// Revoke gets the rights to remove assignments and to delete permission sets made for them, and no other.
AccessFunction.run("Revoke") { container in
    let publishedRows = PublishedRowSearch()
    return { event, invocation, surroundings in
        await RevokeHandler(
            surroundings: surroundings,
            remover: container.directory.remover,
            setDeleter: container.directory.setDeleter,
            policy: container.policy,
            rules: container.configuration.rules,
            publishedRows: publishedRows
        ).handle(event, invocation: invocation)
    }
}
