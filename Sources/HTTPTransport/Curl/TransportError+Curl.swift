// SPDX-License-Identifier: Apache-2.0

import CCurl

extension TransportError {
    /// The error for a transfer that libcurl ended with `result`.
    init(_ result: CURLcode, of easy: EasyHandle, request: ValidatedRequest) {
        let words = easy.errorText ?? CurlFailure(result).description
        self.init(
            Self.code(for: result, of: easy, options: request.options),
            "\(request.label) failed: \(words).",
            curlCode: Int(result.rawValue)
        )
    }

    private static func code(for result: CURLcode, of easy: EasyHandle, options: HTTPRequest.Options) -> Code {
        // Both limits end with the same result. Before anything has been sent it was the shorter one.
        if result == CURLE_OPERATION_TIMEDOUT && easy.time(CURLINFO_PRETRANSFER_TIME_T) == .zero {
            let connectsFirst = options.timeout.map { options.connectTimeout < $0 } ?? true
            return connectsFirst ? .couldNotConnect : .timedOut
        }
        // A proxy that refuses the tunnel looks like a failure to receive, but the request has not been sent.
        let proxyStatus = easy.number(CURLINFO_HTTP_CONNECTCODE)
        if result == CURLE_RECV_ERROR && proxyStatus != 0 && !(200...299).contains(proxyStatus) {
            return .couldNotConnect
        }
        return code(forCurlCode: result.rawValue)
    }

    /// What a result code means to us (libcurl-errors(3)).
    ///
    /// Numbers rather than names, because names come and go between libcurl's versions.
    static func code(forCurlCode number: UInt32) -> Code {
        switch number {
        case 3:  // URL_MALFORMAT
            .invalidRequest
        case 5, 6:  // COULDNT_RESOLVE_PROXY, COULDNT_RESOLVE_HOST
            .couldNotResolve
        case 7, 97:  // COULDNT_CONNECT, PROXY
            .couldNotConnect
        case 28:  // OPERATION_TIMEDOUT
            .timedOut
        case 35, 51, 53, 54, 58, 59, 60, 64, 66, 77, 80, 82, 83, 90, 91, 98:
            // SSL_CONNECT_ERROR, (peer verification before 7.62), SSL_ENGINE_NOTFOUND, SSL_ENGINE_SETFAILED,
            // SSL_CERTPROBLEM, SSL_CIPHER, PEER_FAILED_VERIFICATION, USE_SSL_FAILED, SSL_ENGINE_INITFAILED,
            // SSL_CACERT_BADFILE, SSL_SHUTDOWN_FAILED, SSL_CRL_BADFILE, SSL_ISSUER_ERROR, SSL_PINNEDPUBKEYNOTMATCH,
            // SSL_INVALIDCERTSTATUS, SSL_CLIENTCERT
            .tls
        case 18, 52, 55, 56, 65:
            // PARTIAL_FILE, GOT_NOTHING, SEND_ERROR, RECV_ERROR, SEND_FAIL_REWIND (a reused connection broke after the
            // body had been sent, and we do not send it twice)
            .connectionLost
        case 63:  // FILESIZE_EXCEEDED
            .responseTooLarge
        default:
            .other
        }
    }
}
