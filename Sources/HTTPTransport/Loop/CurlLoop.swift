// SPDX-License-Identifier: Apache-2.0

import CCurl

/// The loop that drives every transfer of a transport. It lives on one thread.
final class CurlLoop {
    /// How many unused easy handles are kept, with their TLS sessions; as many as a sweep uses at once.
    private static let idleHandles = 8

    private let mailbox: Mailbox
    private var settings: TransportSettings
    private let multi: MultiHandle

    /// Those under way. There are few at a time, so a list serves better than a dictionary, before whose first use the
    /// runtime goes through all conformances of the program.
    private var transfers: [Transfer] = []
    private var unusedHandles: [EasyHandle] = []

    private init(_ mailbox: Mailbox, settings: TransportSettings, multi: MultiHandle) {
        self.mailbox = mailbox
        self.settings = settings
        self.multi = multi
    }

    /// Serves the mailbox until it is closed or libcurl fails; then every exchange has ended.
    static func serve(_ mailbox: Mailbox, settings: TransportSettings) {
        if let failure = CurlLibrary.initializationFailure {
            return abandon(mailbox.leave(), failure)
        }
        do {
            let loop = CurlLoop(mailbox, settings: settings, multi: try MultiHandle())
            loop.run()
        } catch {
            abandon(mailbox.leave(), error.transportError)
        }
    }

    /// Ends exchanges that were never begun.
    private static func abandon(_ commands: [Mailbox.Command], _ reason: TransportError?) {
        for case .start(let exchange, let continuation) in commands {
            continuation.resume(returning: .failure(reason ?? exchange.cancellation))
        }
    }

    private func run() {
        mailbox.enter(multi.waker)
        var reason: TransportError?
        do {
            while let commands = mailbox.take() {
                commands.forEach(carryOut)
                try multi.perform()
                finishCompleted()
                try multi.wait()
            }
        } catch {
            reason = error.transportError
        }
        // From here on nobody can wake us, and a new exchange starts a new thread, unless the mailbox is closed.
        let untaken = mailbox.leave()
        for transfer in transfers {
            end(transfer, .failure(reason ?? transfer.exchange.cancellation))
        }
        Self.abandon(untaken, reason)
    }

    private func carryOut(_ command: Mailbox.Command) {
        switch command {
        case .start(let exchange, let continuation):
            guard !exchange.isCancelled else {
                return continuation.resume(returning: .failure(exchange.cancellation))
            }
            start(exchange, reportingTo: continuation)
        case .cancel(let exchange):
            // It may have ended by itself meanwhile, or not have been started yet.
            guard let transfer = transfers.first(where: { $0.exchange === exchange }) else { return }
            end(transfer, .failure(exchange.cancellation))
        }
    }

    private func start(
        _ exchange: Exchange,
        reportingTo continuation: Exchange.Continuation,
        spent: Duration = .zero
    ) {
        let transfer: Transfer
        do {
            transfer = try Transfer(
                exchange,
                reportingTo: continuation,
                easy: try easyHandle(),
                settings: settings,
                spent: spent
            )
        } catch {
            let message = "\(exchange.request.label) was not started: \(error)."
            let failure = TransportError(.other, message, curlCode: Int(error.code.rawValue))
            return continuation.resume(returning: .failure(failure))
        }
        do {
            try transfer.attach(to: multi)
        } catch {
            return transfer.finish(.failure(error))
        }
        transfers.append(transfer)
    }

    private func easyHandle() throws(CurlFailure) -> EasyHandle {
        guard let unused = unusedHandles.popLast() else { return try EasyHandle() }
        return unused
    }

    private func finishCompleted() {
        while let (pointer, result) = multi.nextCompleted() {
            let transfer = Transfer.attached(as: pointer)
            if let wider = transfer.widerAuthorities(after: result) {
                settings.authorities = wider
                startAgain(transfer)
            } else {
                end(transfer, transfer.outcome(result))
            }
        }
    }

    /// Makes another attempt at an exchange whose server could not be verified; nothing has been sent to it.
    private func startAgain(_ transfer: Transfer) {
        let spent = transfer.easy.time(CURLINFO_TOTAL_TIME_T)
        takeBack(transfer)
        start(transfer.exchange, reportingTo: transfer.continuation, spent: spent)
    }

    private func end(_ transfer: Transfer, _ outcome: Exchange.Outcome) {
        takeBack(transfer)
        transfer.finish(outcome)
    }

    private func takeBack(_ transfer: Transfer) {
        transfers.removeAll { $0 === transfer }
        transfer.detach(from: multi)
        if unusedHandles.count < Self.idleHandles {
            unusedHandles.append(transfer.easy)
        }
    }
}
