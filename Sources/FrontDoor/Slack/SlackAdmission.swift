// SPDX-License-Identifier: Apache-2.0

import Hashing
import JITAccess

/// Whether a call comes from Slack, is for now, and comes for the first time.
struct SlackAdmission {
    let surroundings: SlackSurroundings

    /// A call that was let in.
    struct Guest: Sendable, Equatable {
        let form: WebForm

        /// Stands for this call alone: no two have the same signature.
        let callID: String
    }

    /// - Throws: the ``WebResponse`` to refuse it with. It never says why; the log does, without what was sent.
    func admit(_ request: WebRequest, id: String) async throws(WebResponse) -> Guest {
        guard request.method == "POST" else { throw .refused(405) }
        guard request.isOf(type: "application/x-www-form-urlencoded") else { throw .refused(415) }
        try await verify(request)
        let callID: String
        do {
            callID = try SHA256.hex(request.headers[SlackSignature.signatureHeader] ?? "")
        } catch {
            throw .refused(503)
        }
        try await checkFirst(callID, id)
        guard let form = WebForm(request.body) else { throw .refused(400) }
        return Guest(form: form, callID: callID)
    }

    private func verify(_ request: WebRequest) async throws(WebResponse) {
        let log = surroundings.log
        switch await attempt({ () throws(SlackError) in try await verdict(request) }) {
        case .success(.genuine): return
        case .success(.stale): log.warning("A call was refused: its timestamp is more than five minutes from now.")
        case .success(.wrong): log.warning("A call was refused: it is not signed with the app's signing secret.")
        case .failure(let error):
            log.error("No call can be verified. \(error.message)")
            throw .refused(503)
        }
        throw .refused(401)
    }

    private func verdict(_ request: WebRequest) async throws(SlackError) -> SlackSignature.Verdict {
        let now = surroundings.clock.now()
        let secret = try await surroundings.secrets.current()
        let verdict = SlackSignature.verdict(request, secret: secret.signingSecret, now: now)
        // The secret may have been changed since it was read.
        guard verdict == .wrong, let newer = try await surroundings.secrets.refreshed(after: secret) else {
            return verdict
        }
        return SlackSignature.verdict(request, secret: newer.signingSecret, now: now)
    }

    private func checkFirst(_ callID: String, _ id: String) async throws(WebResponse) {
        // Until both its own timestamp and a clock that is as far off as can be are out of the window.
        let until = surroundings.clock.now() + SlackSignature.window * 2
        let memory = surroundings.memory
        let claim = await attempt { () throws(MemoryError) in
            try await memory.claim("call#\(callID)", owner: id, until: until)
        }
        switch claim {
        case .success(true): return
        case .success(false):
            surroundings.log.warning("A call was refused: it has come before.")
            throw .refused(401)
        case .failure(let error):
            surroundings.log.error("No call can be told from a repeated one. \(error.message)")
            throw .refused(503)
        }
    }
}
