// SPDX-License-Identifier: Apache-2.0

/// The number of attempts of one caller that were refused in an hour. Of a person it is that of one way, such as an integration's: what
/// that is refused in their name is nothing against them where they come otherwise.
///
/// There is one number for each caller, which begins anew with each hour. Whoever can write to the table can write another:
/// it then holds for that hour, at most.
public struct AttemptCount: Sendable, Hashable {
    /// The most refusals of one person by one way that are put on record in an hour.
    static let maximum = 60

    /// The most refusals of callers that nobody knows that are put on record one by one in an hour, for all of them together:
    /// each could call itself otherwise each time.
    static let maximumOfUnknown = 10

    /// As the table names it.
    public let name: String

    /// The most that are put on record.
    public let limit: Int

    /// - Parameter isDenial: whether it was refused, or could not be done: an outage keeps nobody from asking.
    init(of caller: Caller, isDenial: Bool) {
        name = isDenial ? caller.name : "\(caller.name)#failed"
        limit = caller.bound(Self.maximum)
    }

    private init(name: String, limit: Int) {
        self.name = name
        self.limit = limit
    }

    /// What a transaction by which somebody asks or decides must hold to: that not too many of their attempts were refused.
    /// A system speaks for many, of whom one must not shut out the others.
    static func check(_ speaker: Speaker, at now: Timestamp) -> [LedgerChange] {
        guard let count = shuttingOut(speaker) else { return [] }
        return [.countAttempt(count, .check(hour: now.hour))]
    }

    /// The number by which somebody is kept from asking and deciding; nil for a system, and for whoever is not known.
    static func shuttingOut(_ speaker: Speaker) -> AttemptCount? {
        guard let caller = Caller.one(of: speaker), !caller.isSystem else { return nil }
        return AttemptCount(of: caller, isDenial: true)
    }

    /// Of all that nobody knows.
    static let ofUnknown = AttemptCount(name: "unidentified", limit: maximumOfUnknown)
}

/// What a transaction does to the number, or wants of it. An hour is named by the moment when it begins.
public enum AttemptChange: Sendable, Equatable {
    /// The first of this hour.
    case first(hour: Timestamp)
    /// One more of this hour, while there are fewer than the limit.
    case further(hour: Timestamp)
    /// What says that the further ones are not recorded: once, when there are as many as may be.
    case last(hour: Timestamp)
    /// Nothing is written, but there must be fewer than the limit in this hour.
    case check(hour: Timestamp)
}

extension Timestamp {
    /// When the hour began that it is in.
    var hour: Timestamp {
        let (quotient, remainder) = seconds.quotientAndRemainder(dividingBy: 3600)
        return Timestamp(seconds: (remainder < 0 ? quotient - 1 : quotient) * 3600)
    }
}
