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

    /// Whether Slack only looks whether the URL has a certificate that it believes, which is done when this is read.
    static func asksForCertificate(_ request: WebRequest) -> Bool {
        request.method == "POST" && request.isOf(type: "application/x-www-form-urlencoded")
            && WebForm(request.body)?["ssl_check"] == "1"
    }

    /// - Throws: the ``WebResponse`` to refuse it with. It never says why; the log does, without what was sent.
    func admit(_ request: WebRequest, id: String) async throws(WebResponse) -> Guest {
        guard request.method == "POST" else { throw .refused(405) }
        guard request.isOf(type: "application/x-www-form-urlencoded") else { throw .refused(415) }
        let admission = CallAdmission(
            signature: .slack,
            secrets: SlackSigningSecrets(secrets: surroundings.secrets),
            memory: surroundings.memory,
            clock: surroundings.clock,
            log: surroundings.log
        )
        try await admission.verify(request)
        let callID = try await admission.checkFirst(request, id)
        guard let form = WebForm(request.body) else { throw .refused(400) }
        return Guest(form: form, callID: callID)
    }
}

/// The one of the app's secrets that signs.
private struct SlackSigningSecrets: SigningSecrets {
    let secrets: any SlackSecrets

    func current() async throws(WorkFailure) -> Secret {
        try await reading { () throws(SlackError) in try await secrets.current().signingSecret }
    }

    func refreshed(after wrong: Secret) async throws(WorkFailure) -> Secret? {
        try await reading { () throws(SlackError) in
            let known = try await secrets.current()
            // Another call has led to the new one meanwhile.
            guard known.signingSecret == wrong else { return known.signingSecret }
            return try await secrets.refreshed(after: known)?.signingSecret
        }
    }

    private func reading<Value>(_ body: () async throws(SlackError) -> Value) async throws(WorkFailure) -> Value {
        do throws(SlackError) {
            return try await body()
        } catch {
            throw WorkFailure(error.message)
        }
    }
}
