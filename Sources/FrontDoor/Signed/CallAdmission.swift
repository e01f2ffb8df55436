// SPDX-License-Identifier: Apache-2.0

import Hashing
import JITAccess

/// Whether a call comes from whoever shares the secret, is for now, and comes for the first time.
struct CallAdmission {
    let signature: CallSignature
    let secrets: any SigningSecrets
    let memory: any DoorMemory
    let clock: any AccessClock
    let log: any Diagnostics

    /// - Throws: the ``WebResponse`` to refuse it with. It never says why; the log does, without what was sent.
    func verify(_ request: WebRequest) async throws(WebResponse) {
        switch await attempt({ () throws(WorkFailure) in try await verdict(request) }) {
        case .success(.genuine): return
        case .success(.stale): log.warning("A call was refused: its timestamp is more than five minutes from now.")
        case .success(.wrong): log.warning("A call was refused: it is not signed with the shared secret.")
        case .failure(let error):
            log.error("No call can be verified. \(error.message)")
            throw .refused(503)
        }
        throw .refused(401)
    }

    /// Lets a verified call pass once, whichever container it comes to.
    ///
    /// - Parameter invocation: Lambda's id, for which a call that is tried again is the same.
    /// - Returns: an id that stands for this call alone: no two have the same signature.
    /// - Throws: the ``WebResponse`` to refuse it with.
    func checkFirst(_ request: WebRequest, _ invocation: String) async throws(WebResponse) -> String {
        let id: String
        do {
            id = try SHA256.hex(request.headers[signature.signatureHeader] ?? "")
        } catch {
            throw .refused(503)
        }
        // Until both its own timestamp and a clock that is as far off as can be are out of the window.
        let until = clock.now() + CallSignature.window * 2
        let claim = await attempt { () throws(MemoryError) in
            try await memory.claim("call#\(id)", owner: invocation, until: until)
        }
        switch claim {
        case .success(true): return id
        case .success(false):
            log.warning("A call was refused: it has come before.")
            throw .refused(401)
        case .failure(let error):
            log.error("No call can be told from a repeated one. \(error.message)")
            throw .refused(503)
        }
    }

    private func verdict(_ request: WebRequest) async throws(WorkFailure) -> CallSignature.Verdict {
        let now = clock.now()
        let secret = try await secrets.current()
        let verdict = signature.verdict(request, secret: secret, now: now)
        // It may have been changed since it was read.
        guard verdict == .wrong, let newer = try await secrets.refreshed(after: secret) else { return verdict }
        return signature.verdict(request, secret: newer, now: now)
    }
}
