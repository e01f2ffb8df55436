// SPDX-License-Identifier: Apache-2.0

import AccessSimulation
import JITAccess
import Testing

@Suite("The duration of a Grant event")
struct GrantDurationTests {
    @Test(
        "A number of hours that is none",
        arguments: [
            "0", "-1", "-4", "0.5", "1.5", "-0.5", "721", "1000000000", "9223372036854775807", "9223372036854775808",
            "-9223372036854775808", "1e18", "1e300", #""4,5""#, #""4.0""#, #""1e1""#, #""-4""#, #""0""#, #""721""#,
            #""٤""#, #""0000000004""#, #""NaN""#, #""Infinity""#, "true", "false", "[4]", "{}",
        ]
    )
    func badHours(value: String) throws {
        try expectRefused(.grant, grantEvent("\"duration_hours\":\(value)"), fields: ["duration_hours"])
    }

    @Test(
        "A whole number of hours in any spelling",
        arguments: ["4", "4.0", "4e0", "0.4e1", #""4""#, #"" 4 ""#, #""04""#]
    )
    func goodHours(value: String) throws {
        let world = AccessWorld()
        let answer = world.perform(FunctionCall(.grant, grantEvent("\"duration_hours\":\(value)")))
        #expect(answer?.statusCode == 200)
        let request = try #require(world.ledger.requests.first)
        #expect(world.ledger.record(Example.binding)?.leases[request.id]?.durationSeconds == 14_400)
    }

    @Test(
        "A text that is no duration",
        arguments: [
            "4", "h", "0h", "-1h", "1.5h", "4 h", "4hours", "PT", "P", "P1M", "P1Y", "14s", "PT14S", "31d", "NaN",
        ]
    )
    func badText(value: String) throws {
        try expectRefused(.grant, grantEvent("\"duration\":\"\(value)\""), fields: ["duration"])
    }

    @Test(
        "A text counts from the moment access is usable",
        arguments: [
            ("45m", 2700), ("4h", 14_400), ("1d", 86_400), ("PT4H", 14_400), ("PT15S", 15), ("45M", 2700),
            ("4H", 14_400), (" pt4h\\n", 14_400),
        ] as [(String, Int64)]
    )
    func goodText(value: String, seconds: Int64) throws {
        let world = AccessWorld()
        world.latency = .zero
        world.identityCenter.operationCourse = OperationCourse(time: .seconds(7))
        let answer = world.grant(Example.event("r1", value))
        #expect(answer?.number("expires_at") == (world.now + .seconds(seconds)).seconds)
    }

    @Test("Both forms at once are refused, because they may differ")
    func both() throws {
        try expectRefused(.grant, grantEvent(#""duration":"4h","duration_hours":4"#), fields: ["duration"])
    }

    @Test("Null is as good as nothing")
    func null() throws {
        let world = AccessWorld()
        world.latency = .zero
        world.identityCenter.operationCourse = OperationCourse(time: .zero)
        let answer = world.perform(FunctionCall(.grant, grantEvent(#""duration":null,"duration_hours":null"#)))
        #expect(answer?.number("expires_at") == (world.now + .seconds(14_400)).seconds)
    }
}
