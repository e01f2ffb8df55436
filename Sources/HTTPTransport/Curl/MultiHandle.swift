// SPDX-License-Identifier: Apache-2.0

import CCurl

/// libcurl's multi handle: the transfers of one thread, and the connections they share.
final class MultiHandle {
    /// How many idle connections are kept. A function talks to about five hosts, one of them with several requests
    /// at once.
    private static let idleConnections = 16

    private let pointer: CCurlMulti

    /// - Throws: ``MultiFailure`` if memory or file descriptors run out.
    init() throws(MultiFailure) {
        guard let pointer = curl_multi_init() else { throw MultiFailure(code: CURLM_OUT_OF_MEMORY) }
        self.pointer = pointer
        try MultiFailure.check(ccurl_multi_setopt_long(pointer, CURLMOPT_MAXCONNECTS, Self.idleConnections))
    }

    deinit {
        curl_multi_cleanup(pointer)
    }

    /// Wakes this handle's thread; usable as long as the handle lives.
    var waker: Waker { Waker(multi: pointer) }

    func add(_ easy: EasyHandle) throws(MultiFailure) {
        try MultiFailure.check(curl_multi_add_handle(pointer, easy.pointer))
    }

    /// Takes a transfer out, ending it if it is not done. Afterwards libcurl calls none of its callbacks.
    func remove(_ easy: EasyHandle) {
        curl_multi_remove_handle(pointer, easy.pointer)
    }

    /// Does what can be done without waiting; calls the transfers' callbacks.
    func perform() throws(MultiFailure) {
        var running: Int32 = 0
        try MultiFailure.check(curl_multi_perform(pointer, &running))
    }

    /// Sleeps until there is something to do: a socket is ready, a time limit is reached, or somebody wakes us.
    func wait() throws(MultiFailure) {
        // The number is only an upper bound, for when libcurl waits for nothing.
        try MultiFailure.check(curl_multi_poll(pointer, nil, 0, Int32.max, nil))
    }

    /// One transfer that has ended since, with its result. Call ``remove(_:)`` next.
    func nextCompleted() -> (transfer: UnsafeMutableRawPointer, result: CURLcode)? {
        var remaining: Int32 = 0
        while let message = curl_multi_info_read(pointer, &remaining) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
            var transfer: UnsafeMutableRawPointer?
            guard ccurl_easy_getinfo_pointer(easy, CURLINFO_PRIVATE, &transfer) == CURLE_OK, let transfer else {
                continue
            }
            return (transfer, message.pointee.data.result)
        }
        return nil
    }
}

/// Wakes the thread that waits on a multi handle.
///
/// Unchecked, because curl_multi_wakeup(3) is the one function that may be called from any thread at any time.
struct Waker: @unchecked Sendable {
    fileprivate let multi: CCurlMulti

    func wake() {
        curl_multi_wakeup(multi)
    }
}

/// A call about the multi handle that failed: memory or file descriptors have run out.
struct MultiFailure: Error, CustomStringConvertible {
    let code: CURLMcode

    /// libcurl's words for it.
    var description: String { String(cString: curl_multi_strerror(code)) }

    static func check(_ code: CURLMcode) throws(MultiFailure) {
        guard code == CURLM_OK else { throw MultiFailure(code: code) }
    }

    var transportError: TransportError {
        TransportError(.other, "libcurl cannot go on: \(self).")
    }
}
