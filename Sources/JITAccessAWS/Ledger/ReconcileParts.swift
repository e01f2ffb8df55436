// SPDX-License-Identifier: Apache-2.0

import AWSClient
import JITAccess

/// The parts of a reconcile's item.
enum ReconcileParts {
    static func item(_ quarantine: ReconcileOrder.Quarantine) -> AttributeValue? {
        switch quarantine {
        case .nothing: nil
        case .everything: true
        case .listed(let keys): .list(keys.sorted().map(AttributeValue.string))
        }
    }

    static func quarantine(_ value: AttributeValue?) throws(ItemProblem) -> ReconcileOrder.Quarantine {
        switch value {
        case nil: return .nothing
        case .bool(true)?: return .everything
        case .list(let keys)? where keys.count <= ItemBounds.members:
            return .listed(Set(keys.compactMap(\.stringValue).filter { $0.utf8.count <= ItemBounds.arn }))
        default: throw ItemProblem("quarantine is neither true nor a list")
        }
    }

    static func item(_ place: ReconcileRecord.Place) -> Item {
        var item: Item = ["permission_set_arn": .string(place.permissionSetARN)]
        item["account_id"] = (place.account?.description).map(AttributeValue.string)
        item["user_id"] = place.user.map(AttributeValue.string)
        return item
    }

    static func place(_ item: Item) throws(ItemProblem) -> ReconcileRecord.Place {
        let reader = ItemReader(item)
        let account = try reader.optionalText("account_id", upTo: ItemBounds.name).map(AccountID.init(_:))
        guard account != .some(nil) else { throw ItemProblem("place has an account_id that is not 12 digits") }
        return ReconcileRecord.Place(
            permissionSetARN: try reader.text("permission_set_arn", upTo: ItemBounds.arn),
            account: account ?? nil,
            user: try reader.optionalText("user_id", upTo: ItemBounds.name)
        )
    }

    private static let counts: [(name: String, path: any WritableKeyPath<ReconcileTally, Int> & Sendable)] = [
        ("fine", \.fine), ("standing", \.standing), ("under_way", \.underWay), ("groups", \.groups),
        ("late", \.late), ("missing", \.missing), ("foreign", \.foreign), ("repaired", \.repaired),
        ("failed", \.failed), ("pairs", \.pairs),
    ]

    static func item(_ tally: ReconcileTally) -> Item {
        Dictionary(counts.map { ($0.name, .integer(Int64(tally[keyPath: $0.path]))) }) { first, _ in first }
    }

    static func tally(_ item: Item) throws(ItemProblem) -> ReconcileTally {
        let reader = ItemReader(item)
        var tally = ReconcileTally()
        for (name, path) in counts { tally[keyPath: path] = try reader.count(name) }
        return tally
    }

    static func item(_ finding: ReconcileFinding) -> Item {
        var item: Item = [
            "kind": .string(finding.kind.rawValue),
            "user_id": .string(finding.binding.userID),
            "account_id": .string(finding.binding.accountID.description),
            "permission_set_arn": .string(finding.binding.permissionSetARN),
        ]
        item["permission_set"] = finding.permissionSet.map(AttributeValue.string)
        item["user_email"] = finding.userEmail.map(AttributeValue.string)
        item["since"] = finding.since.map { .integer($0.seconds) }
        switch finding.outcome {
        case .reported: item["outcome"] = "reported"
        case .repaired: item["outcome"] = "repaired"
        case .underWay: item["outcome"] = "under_way"
        case .failed(let reason):
            item["outcome"] = "failed"
            item["problem"] = .string(reason)
        }
        return item
    }

    static func finding(_ item: Item) throws(ItemProblem) -> ReconcileFinding {
        let reader = ItemReader(item)
        let outcome: ReconcileFinding.Outcome
        switch try reader.text("outcome", upTo: ItemBounds.name) {
        case "reported": outcome = .reported
        case "repaired": outcome = .repaired
        case "under_way": outcome = .underWay
        case "failed": outcome = .failed(reader.note("problem", upTo: ItemBounds.words) ?? "unknown")
        default: throw ItemProblem("a finding has an unknown outcome")
        }
        return ReconcileFinding(
            try reader.choice("kind", ReconcileFinding.Kind.self),
            try reader.binding(),
            permissionSet: reader.note("permission_set", upTo: ItemBounds.name),
            userEmail: reader.note("user_email", upTo: ItemBounds.name),
            since: reader.has("since") ? try reader.moment("since") : nil,
            outcome: outcome
        )
    }
}
