// SPDX-License-Identifier: Apache-2.0

import COpenSSLServer
import Foundation

/// A server's certificate and key, for a ``ScriptedServer`` that speaks TLS; ``TestAuthority`` issues them.
///
/// Unchecked: OpenSSL lets any number of threads make connections from one context that is not changed any more.
public final class TLSIdentity: @unchecked Sendable {
    private let context: OpaquePointer

    init(certificatePath: String, keyPath: String) throws {
        guard let context = SSL_CTX_new(TLS_server_method()) else { throw Failure(call: "SSL_CTX_new") }
        self.context = context
        guard SSL_CTX_use_certificate_chain_file(context, certificatePath) == 1 else {
            throw Failure(call: "SSL_CTX_use_certificate_chain_file")
        }
        guard SSL_CTX_use_PrivateKey_file(context, keyPath, SSL_FILETYPE_PEM) == 1 else {
            throw Failure(call: "SSL_CTX_use_PrivateKey_file")
        }
    }

    deinit {
        SSL_CTX_free(context)
    }

    /// Waits for the client's handshake; `nil` if it fails, as when the client refuses the certificate.
    func accept(on descriptor: Int32) -> TLSStream? {
        // OpenSSL writes without MSG_NOSIGNAL; a client that has gone must not end the process.
        var brokenPipe = sigset_t()
        sigemptyset(&brokenPipe)
        sigaddset(&brokenPipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &brokenPipe, nil)

        guard let connection = SSL_new(context) else { return nil }
        let stream = TLSStream(connection)
        guard SSL_set_fd(connection, descriptor) == 1, SSL_accept(connection) == 1 else { return nil }
        return stream
    }

    struct Failure: Error {
        let call: String
    }
}

/// The server's end of a TLS connection.
final class TLSStream: ByteStream {
    private let connection: OpaquePointer

    fileprivate init(_ connection: OpaquePointer) {
        self.connection = connection
    }

    deinit {
        SSL_free(connection)
    }

    func read() -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: 16 * 1024) { buffer, count in
            count = Int(max(0, SSL_read(connection, buffer.baseAddress, Int32(buffer.count))))
        }
        return bytes.isEmpty ? nil : bytes
    }

    func write(_ bytes: [UInt8]) -> Bool {
        bytes.isEmpty || SSL_write(connection, bytes, Int32(bytes.count)) == Int32(bytes.count)
    }

    func finish() {
        SSL_shutdown(connection)
    }
}
