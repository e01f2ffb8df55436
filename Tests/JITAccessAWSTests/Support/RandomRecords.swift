// SPDX-License-Identifier: Apache-2.0

import AWSClient
import Foundation

@testable import JITAccess

/// Any state the domain can be in, chosen by chance.
extension SeededGenerator {
    mutating func binding() -> Binding? {
        let digits = String((0..<12).map { _ in "0123456789".randomElement(using: &self) ?? "0" })
        return AccountID(digits).map { accountID in
            Binding(
                userID: word(),
                accountID: accountID,
                permissionSetARN: "arn:aws:sso:::permissionSet/ssoins-\(word())/ps-\(word())"
            )
        }
    }

    mutating func record() -> BindingRecord? {
        guard let binding = binding() else { return nil }
        var leases: [RequestID: Lease] = [:]
        for number in 0..<Int.random(in: 1...BindingRecord.maximumLeases, using: &self) {
            // Which leases have no request follows from their ids.
            let prefix = Bool.random(using: &self) ? ["adopted-", "quarantine-"].randomElement(using: &self) : nil
            if let id = RequestID("\(prefix ?? "")\(word()).\(number)") { leases[id] = lease(isAdopted: prefix != nil) }
        }
        return BindingRecord(
            binding: binding,
            userEmail: maybe("\(text())@example.com"),
            permissionSet: maybe(word()),
            createdAt: Timestamp(milliseconds: Int64.random(in: 0...4_000_000_000_000, using: &self)),
            isStanding: Bool.random(using: &self),
            leases: leases,
            revocation: revocation(),
            version: Int64.random(in: 1...1_000_000, using: &self)
        )
    }

    mutating func lease(isAdopted: Bool) -> Lease {
        let state: Lease.State =
            switch Int.random(in: 0..<3, using: &self) {
            case 0:
                .granting(
                    Lease.Granting(
                        recoverAt: moment(),
                        creationID: maybe(word()),
                        revocation: Bool.random(using: &self) ? end() : nil
                    )
                )
            case 1: .active
            default: .ended(end())
            }
        return Lease(
            state: state,
            durationSeconds: Int64.random(in: 0...2_592_000, using: &self),
            expiresAt: moment(),
            isAdopted: isAdopted,
            ticket: Bool.random(using: &self) ? ticket() : nil
        )
    }

    mutating func ticket() -> TicketHold {
        TicketHold(
            number: word(),
            closesAt: Bool.random(using: &self) ? moment() : nil,
            checkAt: moment(),
            failedChecks: Int.random(in: 0...100, using: &self)
        )
    }

    mutating func request() -> RequestRecord? {
        guard let binding = binding(), let id = RequestID(word()),
            let duration = LeaseDuration(seconds: Int64.random(in: 15...2_592_000, using: &self))
        else { return nil }
        return RequestRecord(
            request: AccessRequest(
                id: id,
                userEmail: text(),
                accountID: binding.accountID,
                permissionSet: word(),
                duration: duration,
                justification: maybe(text()),
                ticket: maybe(text()),
                source: Bool.random(using: &self) ? RequestSource.allCases.randomElement(using: &self) : nil,
                requester: maybe(text()),
                approver: maybe(text()),
                startAt: Bool.random(using: &self) ? Timestamp(milliseconds: moment().milliseconds + 7) : nil,
                extends: RequestID(word())
            ),
            digest: word(),
            requestedBy: speaker(),
            path: AccessPath.allCases.randomElement(using: &self) ?? .cli,
            principalKind: PrincipalKind.allCases.randomElement(using: &self) ?? .user,
            userID: binding.userID,
            permissionSetARN: maybe(binding.permissionSetARN),
            createdAt: Timestamp(milliseconds: Int64.random(in: 0...4_000_000_000_000, using: &self)),
            policy: PolicyMark(rule: word(), ruleDigest: word(), policyHash: word()),
            approvals: (0..<Int.random(in: 0...2, using: &self)).map { _ in
                Approval(by: speaker(), level: word(), at: moment(), comment: maybe(text()))
            },
            state: requestState(),
            version: Int64.random(in: 1...1000, using: &self)
        )
    }

    mutating func requestState() -> RequestRecord.State {
        switch Int.random(in: 0..<4, using: &self) {
        case 0:
            let names = ["owner", "admin", word()]
            return .pending(
                RequestRecord.Pending(
                    level: Int.random(in: 0...4, using: &self),
                    levelName: names.randomElement(using: &self) ?? "owner",
                    timesOutAt: moment()
                )
            )
        case 1: return .approved(RequestRecord.Start(at: moment(), nextTryAt: moment()))
        case 2:
            let kind = RequestRecord.Closing.Kind.allCases.randomElement(using: &self) ?? .rejected
            return .closed(RequestRecord.Closing(kind, by: speaker(), at: moment(), comment: maybe(text())))
        default:
            return .leased(
                RequestLease(
                    status: LeaseStatus.allCases.randomElement(using: &self) ?? .active,
                    expiresAt: moment(),
                    isStanding: Bool.random(using: &self),
                    failure: maybe(text())
                )
            )
        }
    }

    mutating func speaker() -> Speaker {
        let kinds: [Speaker.Kind] = [
            .person(userID: word()), .mapped(word()), .callingSystem, .integration(word()), .schedule, .unidentified,
        ]
        let proofs: [Speaker.Proof] = [
            .identityCenterSession, .iam, .integration(word()), .directInvocation, .schedule, .none,
        ]
        return Speaker(
            name: word(),
            kind: kinds.randomElement(using: &self) ?? .schedule,
            proof: proofs.randomElement(using: &self) ?? .none
        )
    }

    mutating func ended() -> EndedBinding? {
        binding().map {
            EndedBinding(
                binding: $0,
                requestIDs: [RequestID("req-1"), RequestID("req-2")].compactMap(\.self),
                endedAt: moment(),
                dueAt: moment()
            )
        }
    }

    mutating func revocation() -> BindingRecord.Revocation? {
        guard Bool.random(using: &self) else { return nil }
        let claim = Bool.random(using: &self) ? BindingRecord.Claim(owner: word(), until: moment()) : nil
        return BindingRecord.Revocation(
            claim: claim,
            failedAttempts: Int.random(in: 0...1000, using: &self),
            nextTryAt: moment()
        )
    }

    mutating func end() -> LeaseEnd {
        LeaseEnd(LeaseEnd.Kind.allCases.randomElement(using: &self) ?? .expired, at: moment(), reason: maybe(text()))
    }

    /// Whole seconds, as the state table holds them.
    mutating func moment() -> Timestamp {
        Timestamp(seconds: Int64.random(in: 0...4_000_000_000, using: &self))
    }

    mutating func maybe(_ text: String) -> String? {
        Bool.random(using: &self) ? text : nil
    }

    /// What an id may be made of.
    mutating func word() -> String {
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:"
        return String(
            (0..<Int.random(in: 1...40, using: &self)).map { _ in letters.randomElement(using: &self) ?? "a" }
        )
    }

    /// What people write.
    mutating func text() -> String {
        let characters = "abc ÄÖ漢字🕰️\u{301}\"\\/{}<>&'\t#,:€"
        return String(
            (0..<Int.random(in: 0...60, using: &self)).map { _ in characters.randomElement(using: &self) ?? " " }
        )
    }
}

extension Item {
    /// The item as DynamoDB gives it back: through JSON.
    func overTheWire() throws -> Item {
        try JSONDecoder().decode(Item.self, from: JSONEncoder().encode(self))
    }
}
