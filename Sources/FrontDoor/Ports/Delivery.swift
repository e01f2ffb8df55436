// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// Brings what is on record to everybody who tells people of it, at least once each.
///
/// That something has been told is remembered after it was: whoever dies between the two tells it twice, and never not
/// at all.
struct Delivery {
    /// Longer than a stream keeps its records, which is a day.
    private static let memory = Duration.seconds(3 * 86_400)

    let notifiers: [any Notifier]
    let memory: any DoorMemory
    let clock: any AccessClock

    /// - Throws: ``WorkFailure`` if somebody could not be told; the others have been.
    func deliver(_ event: LifecycleEvent) async throws(WorkFailure) {
        var failure: WorkFailure?
        for notifier in notifiers {
            do throws(WorkFailure) {
                try await deliver(event, by: notifier)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    private func deliver(_ event: LifecycleEvent, by notifier: any Notifier) async throws(WorkFailure) {
        let key = "event#\(notifier.name)#\(event.id)"
        do throws(MemoryError) {
            guard try await memory.recall(key) == nil else { return }
        } catch {
            throw WorkFailure("It cannot be told what has been told. \(error.message)")
        }
        try await notifier.tell(event)
        do throws(MemoryError) {
            try await memory.keep(key, "told", until: clock.now() + Self.memory)
        } catch {
            throw WorkFailure("It cannot be remembered what has been told. \(error.message)")
        }
    }
}
