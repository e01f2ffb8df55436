// SPDX-License-Identifier: Apache-2.0

public import JITAccess

/// What the Slack door works with.
public struct SlackSurroundings: Sendable {
    let api: any SlackAPI
    let secrets: any SlackSecrets
    let functions: any AccessFunctions
    let queue: any WorkQueue
    let memory: any DoorMemory
    let clock: any AccessClock
    let log: any Diagnostics
    let settings: SlackSettings
    let people: SlackPeople
    let requests: (any RequestReader)?

    /// Gathers the ports.
    ///
    /// - Parameters:
    ///   - people: Lives as long as the container.
    ///   - requests: What forms show of a request that they are about; without it they show nothing of it.
    public init(
        api: any SlackAPI,
        secrets: any SlackSecrets,
        functions: any AccessFunctions,
        queue: any WorkQueue,
        memory: any DoorMemory,
        clock: any AccessClock,
        log: any Diagnostics,
        settings: SlackSettings,
        people: SlackPeople = SlackPeople(),
        requests: (any RequestReader)? = nil
    ) {
        self.api = api
        self.secrets = secrets
        self.functions = functions
        self.queue = queue
        self.memory = memory
        self.clock = clock
        self.log = log
        self.settings = settings
        self.people = people
        self.requests = requests
    }
}

/// How the Slack door is set up.
public struct SlackSettings: Sendable, Equatable {
    /// Where approvers see requests: the id of a channel, `C0123456789`.
    public let approversChannel: String

    /// Where people sign in to use what they were granted.
    public let accessPortalURL: String?

    /// Whom somebody should ask whose address Identity Center does not know.
    public let helpContact: String

    /// Where Slack takes the answers to interactions.
    public let responseBase: String

    /// Creates settings.
    public init(
        approversChannel: String,
        accessPortalURL: String? = nil,
        helpContact: String = "the people who run Hourglass",
        responseBase: String = "https://hooks.slack.com/"
    ) {
        self.approversChannel = approversChannel
        self.accessPortalURL = accessPortalURL
        self.helpContact = helpContact
        self.responseBase = responseBase
    }
}
