// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// Keeps the events that were noted. Noting one makes no call, so nothing can go wrong with it.
public final class RecordingNotifications: Notifications {
    private let events = Box<[LifecycleEvent]>([])

    init() {}

    /// What has been noted, in order.
    public var noted: [LifecycleEvent] { events.get() }

    public func note(_ event: LifecycleEvent) {
        events.update { $0.append(event) }
    }
}
