// SPDX-License-Identifier: Apache-2.0

import CCurl

/// One exchange while libcurl works on it. It belongs to the loop's thread.
final class Transfer {
    let exchange: Exchange
    let easy: EasyHandle
    var response: ResponseCollector

    let continuation: Exchange.Continuation
    private let authorities: TrustedAuthorities
    private let headers: HeaderList
    private var sentBytes = 0

    /// - Parameter spent: What an attempt before this one has taken of the request's time.
    /// - Throws: ``CurlFailure`` if libcurl does not take an option.
    init(
        _ exchange: Exchange,
        reportingTo continuation: Exchange.Continuation,
        easy: EasyHandle,
        settings: TransportSettings,
        spent: Duration
    ) throws(CurlFailure) {
        self.exchange = exchange
        self.continuation = continuation
        self.easy = easy
        authorities = settings.authorities
        response = ResponseCollector(maximumBodyBytes: exchange.request.options.maximumResponseBytes)
        headers = try HeaderList(exchange.request.headerLines)
        try easy.prepare(exchange.request, settings: settings, spent: spent)
        try easy.set(CURLOPT_HTTPHEADER, pointer: headers.first)
        // A body given as one block (CURLOPT_POSTFIELDS) is sent a second time without asking when a reused connection
        // breaks. One that is read through a function, which cannot be rewound, is not (CURLE_SEND_FAIL_REWIND).
        try easy.set(CURLOPT_READFUNCTION, callback: TransferCallbacks.sendBody)
        try easy.set(CURLOPT_HEADERFUNCTION, callback: TransferCallbacks.receiveHeader)
        try easy.set(CURLOPT_WRITEFUNCTION, callback: TransferCallbacks.receiveBody)
    }

    /// Hands the transfer to libcurl, with a reference of its own that ``detach(from:)`` takes back.
    ///
    /// - Throws: ``TransportError`` if libcurl does not take it; then there is nothing to take back.
    func attach(to multi: MultiHandle) throws(TransportError) {
        let reference = Unmanaged.passRetained(self)
        do {
            for option in [CURLOPT_PRIVATE, CURLOPT_READDATA, CURLOPT_HEADERDATA, CURLOPT_WRITEDATA] {
                try easy.set(option, pointer: reference.toOpaque())
            }
            try multi.add(easy)
        } catch {
            reference.release()
            throw TransportError(.other, "\(exchange.request.label) was not started: \(error).")
        }
    }

    /// Takes the transfer back from libcurl, which then holds no pointer into it any more.
    func detach(from multi: MultiHandle) {
        multi.remove(easy)
        easy.reset()
        Unmanaged.passUnretained(self).release()
    }

    /// The transfer that libcurl reports as ended.
    static func attached(as pointer: UnsafeMutableRawPointer) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// Copies the next part of the request body to where libcurl wants it; returns its length, 0 at the end.
    func copyBody(into space: UnsafeMutableRawBufferPointer) -> Int {
        let body = exchange.request.body
        let part = body[sentBytes...].prefix(space.count)
        part.withUnsafeBytes { space.copyMemory(from: $0) }
        sentBytes += part.count
        return part.count
    }

    /// What came of it, from libcurl's result. To be asked before ``detach(from:)``.
    func outcome(_ result: CURLcode) -> Exchange.Outcome {
        if let violation = response.violation {
            return .failure(violation.error(exchange.request.label))
        }
        guard result == CURLE_OK else {
            return .failure(TransportError(result, of: easy, request: exchange.request))
        }
        guard let complete = response.complete else {
            return .failure(TransportError(.other, "\(exchange.request.label) ended without a final response."))
        }
        return .success(complete)
    }

    /// Whom to trust in another attempt, if the server could not be verified and more authorities may be trusted than
    /// were. Certificates are checked before anything is sent, so another attempt repeats nothing.
    func widerAuthorities(after result: CURLcode) -> TrustedAuthorities? {
        // The second one is a file that cannot be used.
        guard result == CURLE_PEER_FAILED_VERIFICATION || result == CURLE_SSL_CACERT_BADFILE else { return nil }
        return authorities.wider
    }

    /// Tells whoever waits for the exchange. To be called once.
    func finish(_ outcome: Exchange.Outcome) {
        continuation.resume(returning: outcome)
    }
}
