// SPDX-License-Identifier: Apache-2.0

import JITAccess

extension HistoryCall {
    private static let mild: [Fault] = [
        .fails(), .answerLost, .fails(.throttled), .fails(.conflict), .slow(.seconds(2)),
    ]

    /// The invocation, in the world as it is at this moment: decisions carry the digest that is shown there.
    func invocation(in world: AccessWorld) -> FunctionCall {
        var call = bare(in: world)
        call.timeLimit = .seconds(timeLimit)
        call.faults = plan
        return call
    }

    private func bare(in world: AccessWorld) -> FunctionCall {
        switch kind {
        case .grant(let id, let user, let duration): return .grant(Example.event(id, duration, user: user))
        case .change(let id, let user, let ticket, let duration):
            return .grant(
                #"{"user_email":"\#(user)","account_id":"\#(Example.accountText)","request_id":"\#(id)","#
                    + #""duration":"\#(duration)","ticket":"\#(ticket)"}"#
            )
        case .lend(let id, let user, let account, let duration):
            return .grant(
                #"{"user_email":"\#(user)","account_id":"\#(account)","request_id":"\#(id)","duration":"\#(duration)"}"#
            )
        case .ask(let id, let user, let set, let duration, let startsIn):
            let start = startsIn.map { #","start_at":"\#((AccessWorld.start + .seconds($0)).iso8601)""# } ?? ""
            return world.portal(
                user,
                #""action":"request","request_id":"\#(id)","user_email":"\#(user)","account_id":"\#(Example.accountText)","#
                    + #""permission_set":"\#(set)","duration":"\#(duration)","justification":"mend it"\#(start)"#
            )
        case .decide(let id, let person, let verdict):
            return world.portal(
                person,
                #""action":"\#(verdict)","request_id":"\#(id)","digest":"\#(world.shownDigest(of: id))","comment":"fine""#
            )
        case .cancel(let id, let person):
            return world.portal(person, #""action":"cancel","request_id":"\#(id)""#)
        case .extend(let id, let extends, let person, let duration):
            return world.portal(
                person,
                #""action":"extend","extends":"\#(extends)","request_id":"\#(id)","duration":"\#(duration)","#
                    + #""justification":"more time""#
            )
        case .revokeRequest(let id): return .revoke(#"{"action":"revoke","request_id":"\#(id)"}"#)
        case .revokeBinding(let user):
            return .revoke(#"{"action":"revoke","user_email":"\#(user)","account_id":"\#(Example.accountText)"}"#)
        case .sweep: return .sweep()
        case .reconcile(let reconcile): return Self.call(reconcile, in: world)
        case .sweepRequests: return .grant(#"{"source":"aws.events","detail-type":"Scheduled Event"}"#)
        }
    }

    private static func call(_ reconcile: Reconcile, in world: AccessWorld) -> FunctionCall {
        let stranger = History.stranger
        switch reconcile {
        case .scheduled:
            return .revoke(#"{"source":"aws.events","detail-type":"Scheduled Event","action":"reconcile"}"#)
        case .plan: return .revoke(#"{"action":"reconcile"}"#)
        case .apply: return .revoke(#"{"action":"reconcile","mode":"apply"}"#)
        case .quarantineStranger:
            world.allowQuarantine(of: [stranger])
            return .revoke(#"{"action":"reconcile","mode":"apply","quarantine":["\#(stranger.key)"]}"#)
        case .quarantineAll:
            world.allowQuarantine(of: nil)
            return .revoke(#"{"action":"reconcile","mode":"apply","quarantine":true}"#)
        }
    }

    private var plan: FaultPlan {
        switch trouble {
        case .none: return .none
        case .fault(let fault, let number): return .at(number, fault)
        case .flaky(let seed):
            let source = SeededRandom(seed: seed)
            return FaultPlan { _ in
                source.fraction() < 0.2 ? Self.mild[Int(source.fraction() * Double(Self.mild.count))] : nil
            }
        }
    }
}
