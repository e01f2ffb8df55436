// SPDX-License-Identifier: Apache-2.0

public import FrontDoor

/// What the Gateway is made of; a part that the environment does not set up is nil.
public struct GatewayParts: Sendable {
    /// People in Slack.
    public let slack: SlackSurroundings?

    /// The way in of a system that signs its calls.
    public let signed: SignedDoor?

    /// Writes notes on the tickets that requests name.
    public let tickets: TicketNotifier?

    public let requests: any RequestReader
}
