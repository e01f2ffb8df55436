// SPDX-License-Identifier: Apache-2.0

import CCurl
import Testing

@testable import HTTPTransport

@Suite struct ErrorTableTests {
    @Test(
        "Each result code of libcurl has its meaning here",
        arguments: [
            (CURLE_URL_MALFORMAT, TransportError.Code.invalidRequest),
            (CURLE_COULDNT_RESOLVE_HOST, .couldNotResolve),
            (CURLE_COULDNT_RESOLVE_PROXY, .couldNotResolve),
            (CURLE_COULDNT_CONNECT, .couldNotConnect),
            (CURLE_PROXY, .couldNotConnect),
            (CURLE_OPERATION_TIMEDOUT, .timedOut),
            (CURLE_SSL_CONNECT_ERROR, .tls),
            (CURLE_PEER_FAILED_VERIFICATION, .tls),
            (CURLE_SSL_CACERT_BADFILE, .tls),
            (CURLE_SSL_CERTPROBLEM, .tls),
            (CURLE_SSL_CIPHER, .tls),
            (CURLE_USE_SSL_FAILED, .tls),
            (CURLE_SSL_SHUTDOWN_FAILED, .tls),
            (CURLE_SSL_ISSUER_ERROR, .tls),
            (CURLE_PARTIAL_FILE, .connectionLost),
            (CURLE_GOT_NOTHING, .connectionLost),
            (CURLE_SEND_ERROR, .connectionLost),
            (CURLE_RECV_ERROR, .connectionLost),
            (CURLE_SEND_FAIL_REWIND, .connectionLost),
            (CURLE_FILESIZE_EXCEEDED, .responseTooLarge),
            (CURLE_OUT_OF_MEMORY, .other),
            (CURLE_UNSUPPORTED_PROTOCOL, .other),
            (CURLE_WEIRD_SERVER_REPLY, .other),
            (CURLE_WRITE_ERROR, .other),
        ]
    )
    func code(curl: CURLcode, expected: TransportError.Code) {
        #expect(TransportError.code(forCurlCode: curl.rawValue) == expected)
    }

    @Test(
        "A duration becomes whole milliseconds that libcurl understands",
        arguments: [
            (Duration.milliseconds(1), 1), (.microseconds(1), 1), (.microseconds(1001), 2), (.zero, 1),
            (.seconds(-5), 1),
            (.seconds(3), 3000), (.milliseconds(Int32.max), 2_147_483_647), (.seconds(Int64.max), 2_147_483_647),
        ]
    )
    func milliseconds(duration: Duration, expected: Int) {
        #expect(EasyHandle.milliseconds(duration) == expected)
    }
}
