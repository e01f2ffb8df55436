// SPDX-License-Identifier: Apache-2.0

/// How long somebody would have an access if a request were granted now. This is the only place where that is computed:
/// what bounds it, and the lease itself, both come here.
struct LeaseSpan: Equatable {
    /// What the request adds.
    let added: Duration

    /// From now to its end.
    let fromNow: Duration

    /// From the beginning of the first of the leases that it prolongs to now; nothing, if it prolongs none.
    let elapsed: Duration

    /// - Parameters:
    ///   - duration: What is asked for.
    ///   - extended: The lease that gets more time: the new one begins now and adds its time to the end of that.
    ///   - began: When the first lease of the chain began; nil for access that prolongs none.
    init(_ duration: LeaseDuration, extending extended: Lease?, since began: Timestamp?, at now: Timestamp) {
        let left = extended.flatMap { $0.state == .active ? max(.zero, $0.expiresAt - now) : nil } ?? .zero
        added = duration.duration
        fromNow = left + added
        elapsed = began.map { max(.zero, now - $0) } ?? .zero
    }
}
