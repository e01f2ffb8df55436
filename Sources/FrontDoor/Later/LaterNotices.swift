// SPDX-License-Identifier: Apache-2.0

import JITAccess

/// What could not be told because something is not set up as it must be: it is kept, and told when that is mended.
///
/// Each notice has a place of its own, taken by a conditional write, so that two invocations never write over each other.
/// A mark says that there are any: without one a minute costs a single read.
struct LaterNotices {
    /// The most that are kept. What has no place goes Lambda's way: it is tried twice more and ends where the alarm is.
    static let places = 100

    /// How many may fail in one pass. Mostly one cause holds up all, and the next pass begins elsewhere.
    private static let maximumFailures = 3

    /// How long one is kept; what people have not heard for so long is news to nobody.
    private static let life = Duration.seconds(3 * 86_400)

    /// Whose notices: `slack`.
    let name: String
    let memory: any DoorMemory
    let clock: any AccessClock

    private var mark: String { "later#\(name)" }

    private func place(_ number: Int) -> String { "\(mark)#\(number)" }

    /// Keeps a notice.
    ///
    /// - Parameter owner: What tells it from others, such as the id of its event.
    /// - Throws: ``WorkFailure`` if there is no room, or the memory cannot be reached.
    func keep(_ notice: String, of owner: String) async throws(WorkFailure) {
        let until = clock.now() + Self.life
        for number in 0..<Self.places {
            let key = place(number)
            guard
                try await remembering({ () throws(MemoryError) in
                    try await memory.claim(key, owner: owner, until: until)
                })
            else { continue }
            try await remembering { () throws(MemoryError) in
                try await memory.keep(key, notice, until: until)
                // Afterwards: whoever takes the mark away looks once more.
                try await memory.keep(mark, "kept", until: until)
            }
            return
        }
        throw WorkFailure("\(Self.places) notices wait already until what is wrong is mended.")
    }

    /// Tells what was kept.
    ///
    /// - Parameter body: Tells one; false if what is wrong is wrong still.
    /// - Returns: Whether any are left.
    func tell(_ body: (String) async throws(WorkFailure) -> Bool) async throws(WorkFailure) -> Bool {
        guard try await recall(mark) != nil else { return false }
        if try await pass(body) { return true }
        try await forget(mark)
        // One that was kept meanwhile may have set the mark before it was taken away.
        for number in 0..<Self.places where try await recall(place(number)) != nil {
            let until = clock.now() + Self.life
            try await remembering { () throws(MemoryError) in try await memory.keep(mark, "kept", until: until) }
            return true
        }
        return false
    }

    private func pass(_ body: (String) async throws(WorkFailure) -> Bool) async throws(WorkFailure) -> Bool {
        var failures = 0
        let first = Int(clock.now().seconds / 60 % Int64(Self.places))
        for step in 0..<Self.places {
            let key = place((first + step) % Self.places)
            guard let notice = try await recall(key) else { continue }
            if try await body(notice) {
                try await forget(key)
            } else {
                failures += 1
                if failures >= Self.maximumFailures { break }
            }
        }
        return failures > 0
    }

    // MARK: The memory

    private func recall(_ key: String) async throws(WorkFailure) -> String? {
        try await remembering { () throws(MemoryError) in try await memory.recall(key) }
    }

    private func forget(_ key: String) async throws(WorkFailure) {
        let past = clock.now() - .seconds(1)
        try await remembering { () throws(MemoryError) in try await memory.keep(key, "told", until: past) }
    }

    private func remembering<Value>(_ body: () async throws(MemoryError) -> Value) async throws(WorkFailure) -> Value {
        do throws(MemoryError) {
            return try await body()
        } catch {
            throw WorkFailure("What is to be told later cannot be kept. \(error.message)")
        }
    }
}
