// SPDX-License-Identifier: Apache-2.0

public import AWSClient
public import JITAccess
import Synchronization

/// The notifications of one invocation, as events on an EventBridge bus. They are collected while it runs and sent when
/// its caller has the answer, so that nobody waits for them.
public final class EventBridgeNotifications: Notifications {
    /// How often an event is put that EventBridge could not take.
    private static let maximumTries = 4

    private let eventBridge: EventBridge
    private let bus: String
    private let clock: any AccessClock
    private let random: any RandomSource
    private let log: any Diagnostics
    private let collected = Mutex<[LifecycleEvent]>([])

    /// Collects for `bus`, a name or an ARN, which is called in the region that it names.
    public init(
        _ client: AWSClient,
        bus: String,
        clock: any AccessClock,
        random: any RandomSource,
        log: any Diagnostics
    ) {
        let region = bus.split(separator: ":", omittingEmptySubsequences: false).dropFirst(3).first
        eventBridge = EventBridge(client, region: region.map(String.init))
        self.bus = bus
        self.clock = clock
        self.random = random
        self.log = log
    }

    public func note(_ event: LifecycleEvent) {
        collected.withLock { $0.append(event) }
    }

    /// Sends what was collected, in the order in which it happened. What cannot be sent is in the log by its id; the
    /// audit table has all of it.
    public func send() async {
        let events = collected.withLock { events in
            defer { events = [] }
            return events
        }
        var lost: [Loss] = []
        for batch in Self.batches(events.map(entry)) {
            // A call that failed has been tried often enough: it is about the bus or the network, and so is the next.
            if let last = lost.last, last.isOfCall {
                lost += batch.map { Loss(id: $0.id, reason: last.reason, isOfCall: true) }
            } else {
                lost += await put(batch)
            }
        }
        guard let first = lost.first else { return }
        let ids = lost.prefix(20).map(\.id).joined(separator: ", ") + (lost.count > 20 ? ", ..." : "")
        log.error(
            "\(lost.count) of \(events.count) events are not on the bus \(bus): \(first.reason). These are \(ids)"
        )
    }

    /// An event with its id.
    private struct Item {
        let id: String
        let entry: EventBridge.Entry
    }

    /// An event that could not be put.
    private struct Loss {
        let id: String
        let reason: String
        /// Whether the whole call failed, and not one event.
        let isOfCall: Bool
    }

    private func entry(_ event: LifecycleEvent) -> Item {
        let entry = EventBridge.Entry(
            source: LifecycleEvent.source,
            detailType: event.detailType,
            detail: event.detail.canonicalText,
            bus: bus,
            time: Double(event.at.milliseconds) / 1000
        )
        return Item(id: event.id, entry: entry)
    }

    /// As many at a time as one call takes. An event that is too large by itself is put alone, and refused.
    private static func batches(_ items: [Item]) -> [[Item]] {
        var batches: [[Item]] = []
        var room = 0
        for item in items {
            if let last = batches.last, last.count < EventBridge.maximumEntriesPerCall, item.entry.size <= room {
                batches[batches.count - 1].append(item)
            } else {
                batches.append([item])
                room = EventBridge.maximumBytesPerCall
            }
            room -= item.entry.size
        }
        return batches
    }

    /// Puts a batch, and once more what EventBridge could not take just then.
    private func put(_ batch: [Item]) async -> [Loss] {
        var rest = batch
        var lost: [Loss] = []
        for attempt in 1...Self.maximumTries {
            let results: [Result<String, EventBridge.EntryFailure>]
            do {
                results = try await eventBridge.putEvents(rest.map(\.entry))
            } catch {
                return lost + rest.map { Loss(id: $0.id, reason: error.description, isOfCall: true) }
            }
            var again: [Item] = []
            for (item, result) in zip(rest, results) {
                guard case .failure(let failure) = result else { continue }
                if failure.isTransient, attempt < Self.maximumTries {
                    again.append(item)
                } else {
                    lost.append(Loss(id: item.id, reason: "\(failure.code): \(failure.message)", isOfCall: false))
                }
            }
            guard !again.isEmpty else { break }
            rest = again
            await clock.sleep(for: .milliseconds(100) * (1 << attempt) * (0.5 + random.fraction() / 2))
        }
        return lost
    }
}
