// SPDX-License-Identifier: Apache-2.0

import CCurl

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The thread that a transport's loop runs on.
enum LoopThread {
    /// Room for a TLS handshake with a long certificate chain, which needs some tens of KiB. Only pages that are used
    /// take memory.
    private static let stackBytes = 512 * 1024

    /// The closure's way through the C function that starts a thread.
    private final class Body {
        let run: @Sendable () -> Void

        init(_ run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    /// Runs `body` on a new thread that nobody has to wait for; false if the system has no room for one.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        guard pthread_attr_setstacksize(&attributes, stackBytes) == 0,
            pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED)) == 0
        else { return false }

        let reference = Unmanaged.passRetained(Body(body))
        var thread = pthread_t()
        let result = pthread_create(
            &thread,
            &attributes,
            { context in
                guard let context else { return nil }
                let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
                LoopThread.leaveSignalsToOthers()
                ccurl_name_this_thread("curl-transport")
                body.run()
                return nil
            },
            reference.toOpaque()
        )
        if result != 0 {
            reference.release()
        }
        return result == 0
    }

    /// Signal handlers run on the threads that expect them, and a write to a closed connection, which OpenSSL makes
    /// without MSG_NOSIGNAL in some versions of libcurl, is an error here and does not end the process (SIGPIPE).
    private static func leaveSignalsToOthers() {
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
    }
}
