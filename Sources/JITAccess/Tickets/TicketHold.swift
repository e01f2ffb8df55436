// SPDX-License-Identifier: Apache-2.0

/// The ticket that a lease was given for, and without which it ends.
public struct TicketHold: Sendable, Equatable {
    /// How long a closed ticket may keep a lease alive, beside the time until the next sweep.
    static let pause = Duration.seconds(300)

    public let number: String

    /// When the ticket's change window closes, which the lease does not outlast; nil if the rule asks for no window.
    public let closesAt: Timestamp?

    /// When the sweep asks for the ticket next.
    public var checkAt: Timestamp

    /// How many times in a row the ticket system has not answered.
    public var failedChecks: Int

    /// Creates a hold.
    public init(number: String, closesAt: Timestamp?, checkAt: Timestamp, failedChecks: Int = 0) {
        self.number = number
        self.closesAt = closesAt
        self.checkAt = checkAt
        self.failedChecks = failedChecks
    }

    /// A hold that begins now.
    init(_ ticket: Ticket, endsWithWindow: Bool, at now: Timestamp) {
        let closesAt = endsWithWindow ? ticket.window?.end.wholeSecond : nil
        self.init(
            number: ticket.number,
            closesAt: closesAt,
            checkAt: Self.nextCheck(after: now, closing: closesAt)
        )
    }

    /// The moment, or the end of the change window if that comes first.
    func cut(_ moment: Timestamp) -> Timestamp {
        closesAt.map { min($0, moment) } ?? moment
    }

    /// Asked at `now` and found in order.
    func confirmed(_ ticket: Ticket, at now: Timestamp) -> TicketHold {
        let closing = closesAt == nil ? nil : ticket.window?.end
        return TicketHold(number: number, closesAt: closesAt, checkAt: Self.nextCheck(after: now, closing: closing))
    }

    /// Asked at `now`, and not answered.
    func unanswered(at now: Timestamp) -> TicketHold {
        TicketHold(
            number: number,
            closesAt: closesAt,
            checkAt: (now + Self.pause).wholeSecond,
            failedChecks: failedChecks.oneMore
        )
    }

    private static func nextCheck(after now: Timestamp, closing: Timestamp?) -> Timestamp {
        let next = (now + pause).wholeSecond
        return closing.map { min(next, max($0, now).wholeSecond) } ?? next
    }
}
