// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What the trails tell, kept from one look at them to the next: they grow and do nothing else, so only what has come is
/// read. Where one was changed, all are read again.
struct TrailSummary {
    /// How often each event, such as `GRANT SUCCESS`, is in the trails of a request: its own, and those in which that goes on.
    private(set) var events: [RequestID: [String: Int]] = [:]

    /// What was closed elsewhere because its trail is not as it was sealed.
    private(set) var setAside: Set<String> = []

    private var read: [RequestID: (request: RequestID, records: Int)] = [:]
    private var changes = 0

    /// Reads what is new.
    ///
    /// - Parameter changes: how often trails were changed otherwise than by what was added.
    mutating func update(_ trails: [RequestID: [AuditRecord]], changes: Int) {
        if changes != self.changes { self = TrailSummary(changes: changes) }
        for (id, trail) in trails {
            let known = read[id] ?? (id.predecessor ?? id, 0)
            guard known.records < trail.count || read[id] == nil else { continue }
            read[id] = (known.request, trail.count)
            for record in trail[known.records...] {
                events[known.request, default: [:]][AuditEvent.what(record), default: 0] += 1
                if record.text("reason") == "request_not_sealed" { setAside.insert(record.text("about")) }
            }
        }
    }

    init(changes: Int = 0) { self.changes = changes }
}
