// SPDX-License-Identifier: Apache-2.0

/// Tells people of settings that are wrong, once, and that they are right again.
struct FaultNotice {
    let surroundings: Surroundings
    let function: EventAction.Function

    /// What is wrong now.
    let faults: [SettingFault]

    /// Nobody waits for it: it is told after the answer.
    ///
    /// - Parameter isSweep: whether the schedule asks. Where nothing is wrong only a sweep looks whether people think that
    ///   something is: it comes by every minute, and nobody's request costs a look-up for it.
    func give(isSweep: Bool) async {
        guard !faults.isEmpty || isSweep else { return }
        let (surroundings, function, faults) = (surroundings, function, faults)
        await surroundings.afterwards.run {
            await surroundings.firstAlerts.send(
                faults,
                of: function,
                by: surroundings.alerts,
                at: surroundings.clock.now(),
                log: surroundings.log
            )
        }
    }
}

extension Alert {
    /// Settings are wrong, and the function goes on without them.
    static func settingsWrong(_ faults: [SettingFault], in function: EventAction.Function) -> Alert {
        let list = AlertText.lines(faults.map { "\($0.name): \($0.problem)" })
        switch function {
        case .revoke:
            return Alert(
                subject: "Hourglass: Revoke runs with settings that are wrong",
                message: """
                    Access that is over is ended as always. What needs these settings is not done:

                    \(list)

                    What to do: put them right and deploy again (docs/deploy.md). Until then each answer of Revoke names them, and \
                    this alert is not repeated; when they are right, you are told.
                    """
            )
        case .grant:
            return Alert(
                subject: "Hourglass: Grant gives nothing, because its policy is wrong",
                message: """
                    Every request is refused with policy_invalid, and nothing that was approved begins. Status, list and \
                    cancel go on, and Revoke ends what is over.

                    \(list)

                    What to do: mend the policy (hourglass policy check policy.json) and deploy again. Until then each answer of \
                    Grant says so, and this alert is not repeated; when it is right, you are told.
                    """
            )
        }
    }

    /// They are right again.
    static func settingsRight(_ names: [String], in function: EventAction.Function) -> Alert {
        let name: AlertText = function == .grant ? "Grant" : "Revoke"
        return Alert(
            subject: "Hourglass: the settings of \(name) are right again",
            message: """
                What was wrong is right:

                \(AlertText.lines(names))

                There is nothing to do.
                """
        )
    }
}
