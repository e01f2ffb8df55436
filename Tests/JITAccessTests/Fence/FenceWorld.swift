// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

/// A world in which administrator access is a permission set that fences may be written into.
enum FenceWorld {
    /// A quarter of an hour: AWS allows no less than an hour, and the tests need not know.
    static let sessionSeconds: Int64 = 900

    /// From the end of access until a fence is lifted.
    static let lifetime = Duration.seconds(sessionSeconds + 300)

    static let somebodyElse = Example.binding(user: "somebody-else", account: Example.accountText)

    /// - Parameter isShared: whether somebody else keeps the role in the account when the lease has ended.
    static func make(seed: UInt64? = nil, fence: Fencing.Mode = .on, isShared: Bool = true) -> AccessWorld {
        let world = AccessWorld(seed: seed, fence: fence)
        world.identityCenter.manage(Example.permissionSet, sessionSeconds: sessionSeconds)
        if isShared { world.identityCenter.set(somebodyElse, .hand) }
        return world
    }
}

extension AccessWorld {
    /// Whether a session that Ada opened at that moment can do nothing any more.
    func isShutOut(_ moment: Timestamp, _ binding: Binding = Example.binding) -> Bool {
        identityCenter.isDenied(binding, sessionOpenedAt: moment)
    }

    /// The inline policy of the administrators' permission set.
    var inlinePolicy: String? { identityCenter.policy(of: Example.permissionSet) }

    /// Nothing is wrong, and nothing is left.
    func expectOver(_ location: SourceLocation = #_sourceLocation) {
        #expect(invariantViolations() + leftovers() == [], sourceLocation: location)
    }
}
