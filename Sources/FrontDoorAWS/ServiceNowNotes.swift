// SPDX-License-Identifier: Apache-2.0

import FrontDoor
import JITAccess
import ServiceNow

/// Work notes in ServiceNow.
struct ServiceNowNotes: TicketNotes {
    let notes: ServiceNowWorkNotes
    let log: any Diagnostics

    func write(_ note: String, on ticket: String) async throws(WorkFailure) {
        let outcome: ServiceNowWorkNotes.Outcome
        do throws(TicketError) {
            outcome = try await notes.write(note, on: ticket)
        } catch {
            throw WorkFailure("A work note could not be written on \(ticket). \(error.message)")
        }
        switch outcome {
        case .written: return
        case .noTicket: log.info("ServiceNow has no ticket \(ticket), and no work note was written.")
        case .refused(let status):
            // It would be refused again, and the notes behind it would wait.
            log.error(
                "ServiceNow refused a work note on \(ticket) (\(status)): its user needs the right to write work_notes."
            )
        }
    }
}
