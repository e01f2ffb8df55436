// SPDX-License-Identifier: Apache-2.0

import Hashing
import JITAccess

/// Whether a call comes from whoever shares the secret, is for now, and comes for the first time.
struct SignedCaller {
    let secrets: any SigningSecrets
    let memory: any DoorMemory
    let clock: any AccessClock
    let log: any Diagnostics

    /// - Throws: the ``WebResponse`` to refuse it with. It never says why; the log does, without what was sent.
    func verify(_ request: WebRequest) async throws(WebResponse) {
        do throws(WorkFailure) {
            switch try await verdict(request) {
            case .genuine: return
            case .stale: log.warning("A call was refused: its timestamp is more than five minutes from now.")
            case .wrong: log.warning("A call was refused: it is not signed with the shared secret.")
            }
        } catch {
            log.error("No call can be verified. \(error.message)")
            throw .refused(503)
        }
        throw .refused(401)
    }

    /// The id of a call that may be made once: what changes something.
    func first(_ request: WebRequest, _ invocation: String) async throws(WebResponse) -> String {
        let id: String
        do {
            id = try SHA256.hex(request.headers[CallSignature.signatureHeader] ?? "")
        } catch {
            throw .refused(503)
        }
        do throws(MemoryError) {
            // Until both its own timestamp and a clock that is as far off as can be are out of the window.
            let until = clock.now() + CallSignature.window * 2
            if try await memory.claim("call#\(id)", owner: invocation, until: until) { return id }
        } catch {
            log.error("No call can be told from a repeated one. \(error.message)")
            throw .refused(503)
        }
        log.warning("A call was refused: it has come before.")
        throw .refused(401)
    }

    private func verdict(_ request: WebRequest) async throws(WorkFailure) -> CallSignature.Verdict {
        let secret = try await secrets.current()
        let verdict = CallSignature.verdict(request, secret: secret, now: clock.now())
        // It may have been changed since it was read.
        guard verdict == .wrong, let newer = try await secrets.refreshed(after: secret) else { return verdict }
        return CallSignature.verdict(request, secret: newer, now: clock.now())
    }
}
