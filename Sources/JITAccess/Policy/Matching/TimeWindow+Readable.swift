// SPDX-License-Identifier: Apache-2.0

extension TimeWindow {
    /// For people: `on monday, tuesday from 08:00 to 18:00 (+01:00)`.
    var readable: String {
        var parts: [String] = []
        if days.count < Day.allCases.count {
            parts.append("on " + Day.allCases.filter(days.contains).map(\.rawValue).joined(separator: ", "))
        }
        if from != 0 || to != Self.minutesOfDay { parts.append("from \(Self.clock(from)) to \(Self.clock(to))") }
        if let firstDate { parts.append("from \(CivilDate.text(firstDate)) on") }
        if let lastDate { parts.append("until \(CivilDate.text(lastDate))") }
        if parts.isEmpty { parts.append("at any time") }
        return parts.joined(separator: " ") + " (\(offset < 0 ? "-" : "+")\(Self.clock(abs(offset))))"
    }

    private static func clock(_ minutes: Int) -> String {
        let (hours, rest) = minutes.quotientAndRemainder(dividingBy: 60)
        return (hours < 10 ? "0" : "") + "\(hours):" + (rest < 10 ? "0" : "") + "\(rest)"
    }
}
