// SPDX-License-Identifier: Apache-2.0

import FrontDoor
import JITAccess
import ServiceNow

/// Work notes in ServiceNow.
struct ServiceNowNotes: TicketNotes {
    let notes: ServiceNowWorkNotes
    let log: any Diagnostics

    func write(_ note: String, on ticket: String) async throws(WorkFailure) -> Bool {
        let outcome: ServiceNowWorkNotes.Outcome
        do throws(TicketError) {
            outcome = try await notes.write(note, on: ticket)
        } catch  where error.isSetUp {
            log.error("A work note for \(ticket) waits until this is mended. \(error.message)")
            return false
        } catch {
            throw WorkFailure("A work note could not be written on \(ticket). \(error.message)")
        }
        switch outcome {
        case .written: return true
        case .noTicket:
            log.info("ServiceNow has no ticket \(ticket), and no work note was written.")
            return true
        case .refused(403):
            log.error(
                "A work note for \(ticket) waits until this is mended: ServiceNow refuses it (403), and its user needs the right "
                    + "to read the ticket and to write work_notes."
            )
            return false
        case .refused(let status):
            // It would be refused again, and the notes behind it would wait.
            log.error("ServiceNow refused a work note on \(ticket) (\(status)).")
            return true
        }
    }
}
