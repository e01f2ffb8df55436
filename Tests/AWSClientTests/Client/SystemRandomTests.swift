// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import AWSClient

@Suite struct SystemRandomTests {
    @Test("Identifiers are random UUIDs in lower case, no two the same")
    func identifiers() {
        let makeID = AWSClient.Effects().makeID
        let identifiers = (0..<1000).map { _ in makeID() }
        #expect(Set(identifiers).count == identifiers.count)
        for identifier in identifiers {
            // The third group begins with the version, the fourth with the variant.
            #expect(
                identifier.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil
            )
        }
    }
}
