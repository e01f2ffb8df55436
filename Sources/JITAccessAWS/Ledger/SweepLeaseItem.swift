// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// The lease of a sweep as an item of the state table, with what the sweep is at work on.
enum SweepLeaseItem {
    static func item(_ lease: SweepLease) -> Item {
        var item = released(lease)
        item["lease_owner"] = .string(lease.owner)
        item["lease_until"] = .integer(lease.until.seconds)
        return item
    }

    /// What stays when the sweep has come to its end: what sweeps have died of.
    static func released(_ lease: SweepLease) -> Item {
        var item = StateKeys.key(StateKeys.sweepLease(lease.sweep))
        item["lease_run"] = .string(lease.run)
        if !lease.attempts.inWork.isEmpty {
            item["in_work"] = .list(lease.attempts.inWork.sorted().map(AttributeValue.string))
        }
        if !lease.attempts.deaths.isEmpty {
            item["deaths"] = .map(
                lease.attempts.deaths.mapValues { deaths in
                    .map(["count": .integer(Int64(deaths.count)), "at": .integer(deaths.at.seconds)])
                }
            )
        }
        return item
    }

    /// Nil if it cannot be understood: then nothing is known of what was before, and nobody waits for it.
    static func lease(_ item: Item, sweep: SweepLease.Sweep) -> SweepLease? {
        try? read(item, sweep: sweep)
    }

    private static func read(_ item: Item, sweep: SweepLease.Sweep) throws(ItemProblem) -> SweepLease {
        let reader = ItemReader(item)
        var inWork: Set<String> = []
        for value in try reader.list("in_work") {
            guard let key = value.stringValue, key.utf8.count <= ItemBounds.arn else {
                throw ItemProblem("in_work has a member that is not a key")
            }
            inWork.insert(key)
        }
        var deaths: [String: SweepAttempts.Deaths] = [:]
        for (key, value) in reader.has("deaths") ? try reader.map("deaths") : [:] {
            guard let map = value.mapValue, key.utf8.count <= ItemBounds.arn else {
                throw ItemProblem("deaths has a member that is no count")
            }
            let member = ItemReader(map)
            deaths[key] = SweepAttempts.Deaths(count: try member.count("count"), at: try member.moment("at"))
        }
        return SweepLease(
            sweep: sweep,
            owner: try reader.optionalText("lease_owner", upTo: ItemBounds.name) ?? "",
            run: try reader.text("lease_run", upTo: ItemBounds.name),
            until: reader.has("lease_until") ? try reader.moment("lease_until") : Timestamp(seconds: 0),
            attempts: SweepAttempts(inWork: inWork, deaths: deaths)
        )
    }
}
