// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import ArgumentParser
import Foundation
import Synchronization

/// Lives many histories and shows the shortest form of those that go wrong.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lives histories drawn from seeds and holds each against the invariants.",
        discussion: """
            A history that goes wrong is shortened and shown; its seed lives it again.

            With --broken the protocol is broken in each way that is known, one after another, to see how soon it is \
            noticed.

            Example: scripts/simulate --histories 20000 --seed 1
            Example: scripts/simulate --broken --histories 2000

            Exit codes: 0 all histories keep the invariants (with --broken: each way is noticed), 1 one does not, 64 \
            wrong usage.
            """
    )

    @Option(help: "How many histories.")
    var histories: UInt64 = 20_000

    @Option(help: "The seed of the first; the others follow.")
    var seed: UInt64 = 0

    @Option(help: "How many at the same time.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "Show how many histories it takes to notice each broken protocol.")
    var broken = false

    @Flag(help: "Show the log and the trails of each history that goes wrong.")
    var log = false

    func validate() throws {
        if histories == 0 || histories > UInt64(UInt32.max) { throw ValidationError("--histories must be 1 or more.") }
        if !(1...64).contains(threads) { throw ValidationError("--threads must be 1 to 64.") }
    }

    func run() throws {
        guard !broken else { return try runBroken() }
        let began = ContinuousClock.now
        let next = Atomic(seed)
        let end = seed + histories
        let broken = Mutex<[UInt64]>([])
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while true {
                let own = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard own < end, broken.withLock({ $0.count }) < 5 else { return }
                if !History(seed: own).problems().isEmpty { broken.withLock { $0.append(own) } }
                let done = own - seed + 1
                if done.isMultiple(of: 1000) {
                    note("\(done) of \(histories) histories, \(ContinuousClock.now - began)")
                }
            }
        }
        for seed in broken.withLock({ $0 }).sorted() {
            let shortest = History(seed: seed).shortened()
            print(HistoryStory(shortest).text)
            if log { show(shortest.lived().world) }
        }
        guard broken.withLock(\.isEmpty) else { throw ExitCode(1) }
        print("\(histories) histories from seed \(seed) keep the invariants (\(ContinuousClock.now - began)).")
    }

    /// Lives the histories with each broken protocol until one goes wrong.
    private func runBroken() throws {
        var isAllNoticed = true
        for breakage in Breakage.allCases {
            let noticed = (seed..<(seed + histories)).first {
                !History(seed: $0, breakage: breakage).problems().isEmpty
            }
            print("\(breakage.rawValue): \(noticed.map { "noticed by history \($0 - seed + 1)" } ?? "NOT NOTICED")")
            if noticed == nil { isAllNoticed = false }
        }
        if !isAllNoticed { throw ExitCode(1) }
    }

    private func show(_ world: AccessWorld) {
        for line in world.log.lines { print("    \(line.level): \(line.message)") }
        for line in world.trailLines { print("    \(line)") }
    }

    private func note(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }
}
