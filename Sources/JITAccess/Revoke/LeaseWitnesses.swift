// SPDX-License-Identifier: Apache-2.0

/// Holds the leases of a binding against their requests and, where these do not say the same, against their audit trails.
///
/// Whoever can write to the state table can write a binding: a later end, standing access, a lease that nobody has
/// granted. One item proves nothing. A lease is believed as two of three say it is: the binding, the request, the trail. So
/// no single item keeps access, gives it up early, or takes somebody's standing access away.
struct LeaseWitnesses {
    struct Testimony {
        /// The binding as its witnesses say that it is; of the version that was read.
        var record: BindingRecord

        /// What the binding, or a request of it, says that the others do not: a sentence each, for people.
        var doubts: [String] = []

        /// Why it could not be found out; nothing is to be decided then.
        var trouble: String?

        /// Whether no lease of it was ever granted: then nothing is done to whatever access there is.
        var isForged: Bool { record.leases.isEmpty }
    }

    let ledger: any Ledger
    let directory: any AccessDirectory

    func examine(_ stored: BindingRecord) async -> Testimony {
        let ledger = ledger
        let requests = await withTaskGroup(of: (RequestID, Result<RequestRecord?, LedgerError>).self) { group in
            for (id, lease) in stored.leases where !lease.isAdopted {
                group.addTask { (id, await attempt { () throws(LedgerError) in try await ledger.request(id) }) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        var testimony = Testimony(record: stored)
        var standing: [RequestID: Bool] = [:]
        for (id, lease) in stored.leases.sorted(by: { $0.key < $1.key }) {
            let request = try? requests[id]?.get()
            if let request, request.lends(stored.binding), let told = request.lease {
                standing[id] = told.isStanding
                // An end, and a grant that is over, are written to both at once: while the request says that access goes on,
                // neither is true.
                if told.status == .active, lease.state != .active {
                    testimony.record.leases[id]?.state = .active
                    testimony.doubts.append(
                        "\(stored.binding.key): the lease \(id) is active by its request, and not by its binding."
                    )
                }
                // The end of what is being granted is reckoned from it.
                if request.request.extends == nil, lease.durationSeconds > request.request.duration.seconds {
                    testimony.record.leases[id]?.durationSeconds = request.request.duration.seconds
                    testimony.doubts.append(
                        "\(stored.binding.key): the lease \(id) is to last longer here than its request asks for."
                    )
                }
                if let ticket = lease.ticket?.number, !request.names(ticket) {
                    testimony.record.leases[id]?.ticket = nil
                    testimony.doubts.append(
                        "\(stored.binding.key): the lease \(id) is to end with the ticket \(ticket), which its request does not name."
                    )
                }
                if told.expiresAt != lease.expiresAt { await settleEnd(of: id, lease, told.expiresAt, &testimony) }
                continue
            }
            // A request that could not be read, or not be understood, is no doubt of the binding. What a failed grant may
            // have left has a request that is over.
            var isDoubtful = !lease.isAdopted
            if case .failure? = requests[id] { isDoubtful = false }
            if lease.hasFailed, request?.binding == stored.binding { isDoubtful = false }
            await settle(id, lease, isDoubtful: isDoubtful, &testimony, &standing)
        }
        await settleStanding(standing, &testimony)
        if testimony.record.revocation != nil, testimony.record.isLent {
            testimony.record.revocation = nil
            testimony.doubts.append("\(stored.binding.key): it is said to be being removed while a lease holds it.")
        }
        return testimony
    }

    // MARK: Parts

    /// Decides about a lease whose request does not bear it out.
    private func settle(
        _ id: RequestID,
        _ lease: Lease,
        isDoubtful: Bool,
        _ testimony: inout Testimony,
        _ standing: inout [RequestID: Bool]
    ) async {
        let ledger = ledger
        let key = testimony.record.binding.key
        switch await attempt({ () throws(LedgerError) in try await ledger.leaseTrail(of: id) }) {
        case .failure(let error):
            testimony.trouble = "Whether the lease \(id) was granted cannot be found out: \(Refusal(error).cause ?? "")"
        case .success(let trail):
            let isLent: Bool
            switch await lends(trail, testimony.record.binding) {
            case .success(let found): isLent = found && !trail.hasEnded
            case .failure(let error):
                testimony.trouble = "Whether the lease \(id) was granted cannot be found out: \(error.message)"
                return
            }
            guard isLent, let lending = trail.lending else {
                testimony.record.leases[id] = nil
                testimony.doubts.append("\(key): neither a request nor a trail shows that the lease \(id) is lent.")
                return
            }
            if isDoubtful {
                testimony.doubts.append("\(key): the request of the lease \(id) is missing or says otherwise.")
            }
            standing[id] = lending.isStanding
            // Of what was adopted nothing but the trail tells: an end that has not begun there is not believed.
            if lease.isAdopted, !id.isQuarantine, lease.isEnded, !trail.isEnding {
                testimony.record.leases[id]?.state = .active
                testimony.doubts.append("\(key): the lease \(id) has ended here, and not by its trail.")
            }
            // The end of an adopted row may have parts of a second.
            if let end = lending.expiresAt, lease.expiresAt > end + .seconds(1) || lease.expiresAt < end - .seconds(1),
                !lease.hasFailed
            {
                testimony.record.leases[id]?.expiresAt = end
                testimony.doubts.append(
                    "\(key): the lease \(id) ends \(end.iso8601Seconds) by its trail, and "
                        + "\(lease.expiresAt.iso8601Seconds) here."
                )
            }
        }
    }

    /// Decides when a lease ends of which binding and request say different things: as the trail says or, if that says a
    /// third thing or nothing, at the earlier one.
    private func settleEnd(
        of id: RequestID,
        _ lease: Lease,
        _ told: Timestamp,
        _ testimony: inout Testimony
    ) async {
        guard !lease.hasFailed, let trail = await trail(of: id, &testimony) else { return }
        let onRecord = trail.lending?.expiresAt
        let end = onRecord.flatMap { [told, lease.expiresAt].contains($0) ? $0 : nil } ?? min(told, lease.expiresAt)
        testimony.record.leases[id]?.expiresAt = end
        testimony.doubts.append(
            "\(testimony.record.binding.key): the lease \(id) ends \(lease.expiresAt.iso8601Seconds) by its binding and "
                + "\(told.iso8601Seconds) by its request; it ends \(end.iso8601Seconds)."
        )
    }

    /// Decides whether the access was there before, where binding and requests say different things. Where the trail does
    /// not tell either it is left where it is.
    private func settleStanding(_ standing: [RequestID: Bool], _ testimony: inout Testimony) async {
        let stored = testimony.record.isStanding
        // What we have created once is ours, whatever was there before.
        guard let told = standing.values.min(by: { !$0 && $1 }), told != stored,
            let id = standing.filter({ $0.value == told }).keys.min()
        else { return }
        guard let trail = await trail(of: id, &testimony) else { return }
        testimony.record.isStanding = trail.lending?.isStanding ?? true
        testimony.doubts.append(
            "\(testimony.record.binding.key): by its binding the access was \(stored ? "" : "not ")there before its leases, "
                + "and by the request \(id) it was \(told ? "" : "not ")."
        )
    }

    /// The trail, where the items do not say the same; one that cannot be understood tells nothing.
    ///
    /// - Returns: Nil if it could not be read now: then nothing is to be decided.
    private func trail(of id: RequestID, _ testimony: inout Testimony) async -> LeaseTrail? {
        let ledger = ledger
        switch await attempt({ () throws(LedgerError) in try await ledger.leaseTrail(of: id) }) {
        case .success(let trail): return trail
        case .failure(.unreadable): return LeaseTrail()
        case .failure(let error):
            testimony.trouble = "What the trail of the lease \(id) says cannot be read: \(Refusal(error).cause ?? "")"
            return nil
        }
    }

    /// Whether the trail is about this binding. It has the name of the permission set; Identity Center tells which that is.
    func lends(_ trail: LeaseTrail, _ binding: Binding) async -> Result<Bool, DirectoryError> {
        guard let lending = trail.lending, lending.userID == binding.userID,
            lending.accountID == binding.accountID.description
        else { return .success(false) }
        guard lending.permissionSet != binding.permissionSetARN else { return .success(true) }
        let directory = directory
        return await attempt { () throws(DirectoryError) in
            try await directory.permissionSet(named: lending.permissionSet)
        }.map { $0?.arn == binding.permissionSetARN }
    }
}

extension RequestRecord {
    /// Whether it was asked for with this ticket, as the ticket system writes its number.
    fileprivate func names(_ ticket: String) -> Bool {
        [request.ticket, ownTicket].contains { $0?.lowercased() == ticket.lowercased() }
    }
}

extension Lease {
    fileprivate var hasFailed: Bool {
        if case .ended(let end) = state { end.kind == .failed } else { false }
    }
}
