// SPDX-License-Identifier: Apache-2.0

import AWSClient

@testable import JITAccess
@testable import JITAccessAWS

/// Items for tests that see the ledger from outside.
enum BindingItemSample {
    static func item(_ record: BindingRecord) -> Item {
        BindingItem.item(record)
    }

    static func ended(_ ended: EndedBinding) -> Item {
        EndedItem.item(ended)
    }
}
