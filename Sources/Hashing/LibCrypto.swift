// SPDX-License-Identifier: Apache-2.0

import COpenSSL

/// OpenSSL's libcrypto, by which hashes and TLS are computed.
public enum LibCrypto {
    /// Starts it with what a function needs of it; to be called before anything uses it. By itself it also, at a cost
    /// that is most of what a program with libcurl does before its first request,
    ///
    /// - reads the configuration file that its builder or `OPENSSL_CONF` names. Such a file can load code and weaken TLS;
    /// - lists its ciphers by name, for those who read encrypted PEM files. TLS looks for its own among the providers;
    /// - loads the names of its parts and the texts of their errors. Those of TLS and of certificates are loaded all the
    ///   same when they are needed.
    ///
    /// See `OPENSSL_init_crypto(3)`.
    public static func startLean() {
        let without =
            OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ADD_ALL_CIPHERS | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS
        // It fails if memory is short, and so does whatever needs it then.
        _ = OPENSSL_init_crypto(UInt64(without), nil)
    }
}
