// SPDX-License-Identifier: Apache-2.0

import FrontDoor
import FrontDoorAWS

// The Gateway faces the internet, so it has no right to give or to take anybody's access: it asks Grant and Revoke, by an
// alias of each, and the policy says what it may ask for. A further door is one more element of a list.
GatewayFunction.run { parts in
    var doors: [any Door] = []
    var notifiers: [any Notifier] = []
    if let slack = parts.slack {
        doors.append(SlackDoor(slack))
        notifiers.append(SlackNotifier(slack, requests: parts.requests))
    }
    if let signed = parts.signed { doors.append(signed) }
    if let tickets = parts.tickets { notifiers.append(tickets) }
    return (doors, notifiers)
}
