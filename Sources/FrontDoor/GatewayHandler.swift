// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// What the Gateway does with an event: which kind it is follows from the way in, which IAM guards, and never from what
/// it says.
///
/// | way in | who comes by it |
/// |---|---|
/// | alias `url` | anybody; its door verifies them |
/// | alias `work` | the Gateway itself, by Lambda's queue |
/// | aliases `events` and `tickets` | Notify, with new records of the audit table, for people and for tickets |
/// | no alias | the schedule, for reminders |
public struct GatewayHandler: Sendable {
    /// The alias of the Gateway's own work.
    public static let workAlias = "work"

    private let doors: [any Door]
    private let notifiers: [any Notifier]
    private let memory: any DoorMemory
    private let clock: any AccessClock
    private let log: any Diagnostics
    private let metrics: any Metrics

    /// Creates the handler.
    public init(
        doors: [any Door],
        notifiers: [any Notifier],
        memory: any DoorMemory,
        clock: any AccessClock,
        log: any Diagnostics,
        metrics: any Metrics = NoMetrics()
    ) {
        self.doors = doors
        self.notifiers = notifiers
        self.memory = memory
        self.clock = clock
        self.log = log
        self.metrics = metrics
    }

    /// What is answered, and what is done afterwards.
    public struct Outcome: Sendable {
        public let json: String
        public let afterwards: (@Sendable () async -> Void)?
    }

    /// Handles an event.
    ///
    /// - Parameter id: Lambda's id of the invocation.
    /// - Throws: ``WorkFailure`` if Lambda should try it again.
    public func handle(_ event: [UInt8], by channel: Channel, id: String) async throws(WorkFailure) -> Outcome {
        switch channel {
        case .functionURL: return await call(event, id)
        case .integration(Self.workAlias): return try await work(event)
        case .integration(let alias):
            guard let stream = NoticeStream(rawValue: alias) else { throw Self.nothing(channel) }
            return try await told(event, stream)
        case .direct: return try await remind()
        case .unknown: throw Self.nothing(channel)
        }
    }

    private static func nothing(_ channel: Channel) -> WorkFailure {
        WorkFailure("Nothing comes by the \(channel). Nothing was done.")
    }

    private func call(_ event: [UInt8], _ id: String) async -> Outcome {
        let request: WebRequest
        do throws(WebResponse) {
            request = try WebRequest(event: event)
        } catch {
            log.warning(
                "A call was refused with \(error.status): it is too large, or none that Lambda makes of a call."
            )
            return Outcome(json: error.json, afterwards: nil)
        }
        let first = request.path.split(separator: "/").first.map(String.init)
        guard let door = doors.first(where: { $0.name == first }) else {
            return Outcome(json: WebResponse.refused(404).json, afterwards: nil)
        }
        let answer = await door.receive(request, id: id)
        return Outcome(json: answer.response.json, afterwards: answer.afterwards)
    }

    private func work(_ event: [UInt8]) async throws(WorkFailure) -> Outcome {
        guard let value = try? JSONValue(parsing: event), let work = value["work"],
            let door = doors.first(where: { $0.name == value["door"]?.text })
        else {
            log.error("Work was dropped: it is none that this version knows.")
            return Outcome(json: "{}", afterwards: nil)
        }
        try await door.perform(work)
        return Outcome(json: "{}", afterwards: nil)
    }

    /// Tells of records in their order. After one that could not be told of nothing more is: Lambda brings them all
    /// again, of which those that have been told are remembered, and in the end puts them where the alarm is. One that
    /// cannot be read holds up none of the others, and comes there too.
    private func told(_ event: [UInt8], _ stream: NoticeStream) async throws(WorkFailure) -> Outcome {
        let listeners = notifiers.filter { $0.stream == stream }
        let delivery = Delivery(notifiers: listeners, memory: memory, clock: clock)
        guard let records = AuditStream.records(event) else {
            throw WorkFailure(
                "What came for \(stream.rawValue) is no part of the audit table's stream. Nobody is told."
            )
        }
        var unreadable: [String] = []
        for record in records {
            guard let told = record.event else {
                log.error("A record of the audit table's stream cannot be understood, and nobody is told of it.")
                unreadable.append(record.sequenceNumber.isEmpty ? "without a place" : record.sequenceNumber)
                continue
            }
            do throws(WorkFailure) {
                try await delivery.deliver(told)
            } catch {
                throw WorkFailure("\(told.detailType) of \(told.id) could not be told everybody. \(error.message)")
            }
        }
        guard unreadable.isEmpty else {
            throw WorkFailure(
                "\(unreadable.count) records of the audit table's stream cannot be understood, at the places "
                    + "\(unreadable.prefix(5).joined(separator: ", ")). Nobody is told of them; the others are done with."
            )
        }
        return Outcome(json: "{}", afterwards: nil)
    }

    private func remind() async throws(WorkFailure) -> Outcome {
        var failure: WorkFailure?
        var isWaiting = false
        for notifier in notifiers {
            do throws(WorkFailure) {
                // Whatever becomes of the one, the other is tried.
                if try await notifier.makeGood() { isWaiting = true }
            } catch {
                failure = error
            }
            do throws(WorkFailure) {
                try await notifier.remind(at: clock.now())
            } catch {
                failure = error
            }
        }
        metrics.record(.noticesWaiting(isWaiting))
        if let failure { throw failure }
        return Outcome(json: "{}", afterwards: nil)
    }
}
