// SPDX-License-Identifier: Apache-2.0

/// Grant: an event in, an answer out. Whatever happens, there is an answer and a record.
public struct GrantHandler: Sendable {
    private let surroundings: Surroundings
    private let creator: any AssignmentCreator
    private let rules: RequestRules
    private let accessPortalURL: String?

    /// Creates the handler.
    ///
    /// - Parameter accessPortalURL: Where people sign in to use what they were granted; answers name it.
    public init(
        surroundings: Surroundings,
        creator: any AssignmentCreator,
        rules: RequestRules,
        accessPortalURL: String? = nil
    ) {
        self.surroundings = surroundings
        self.creator = creator
        self.rules = rules
        self.accessPortalURL = accessPortalURL
    }

    /// Grants what the event asks for, if it is valid and allowed.
    public func handle(_ event: [UInt8], invocation arrived: Invocation) async -> Answer {
        let invocation = arrived.channel == .direct ? arrived.speaking(as: .callingSystem) : arrived
        let ownID = RequestID(lambdaRequestID: invocation.requestID)
        let refusals = RefusalRecorder(surroundings: surroundings, invocation: invocation)
        let request: AccessRequest
        do throws(Refusal) {
            let members = try EventReader.members(of: event)
            switch RequestValidator(rules: rules).validate(members, fallbackID: ownID) {
            case .valid(let valid): request = valid
            case .invalid(let problems, let subject):
                return await refusals.answer(.invalidRequest(problems), .request, id: ownID, subject: subject)
            }
        } catch {
            return await refusals.answer(error, .request, id: ownID, subject: AuditSubject())
        }

        do throws(Refusal) {
            try rules.check(request)
            let answer = try await GrantProtocol(
                surroundings: surroundings,
                creator: creator,
                request: request,
                invocation: invocation
            ).run()
            return answer.adding("access_portal_url", accessPortalURL)
        } catch {
            let subject = AuditSubject(
                userEmail: request.userEmail,
                accountID: request.accountID,
                permissionSet: request.permissionSet
            )
            // The chain of an id belongs to the request that had it first.
            let id = error.code == .requestIDReused ? ownID : request.id
            return await refusals.answer(error, .request, id: id, subject: subject, request: request)
        }
    }
}
