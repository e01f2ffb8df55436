// SPDX-License-Identifier: Apache-2.0

import CCurl

/// One of libcurl's easy handles with the buffer it writes error messages to.
///
/// A handle is worth keeping: its TLS session cache survives ``reset()``. It belongs to one thread.
final class EasyHandle {
    let pointer: CCurlEasy
    private let errorBuffer = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    /// - Throws: ``CurlFailure`` if memory runs out.
    init() throws(CurlFailure) {
        guard let pointer = curl_easy_init() else {
            errorBuffer.deallocate()
            throw CurlFailure(CURLE_FAILED_INIT)
        }
        self.pointer = pointer
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        // In this order: libcurl may write to the buffer until the handle is gone.
        curl_easy_cleanup(pointer)
        errorBuffer.deallocate()
    }

    /// Forgets every option, and with them every pointer that was handed over.
    func reset() {
        curl_easy_reset(pointer)
    }

    /// Collects the words for the next failure.
    func captureErrorText() throws(CurlFailure) {
        errorBuffer.pointee = 0
        try set(CURLOPT_ERRORBUFFER, pointer: errorBuffer)
    }

    /// libcurl's words for the last failure, if it had more to say than the code; without control characters.
    var errorText: String? {
        guard errorBuffer.pointee != 0 else { return nil }
        let text = String(cString: errorBuffer)
        return String(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
    }
}

extension EasyHandle {
    func set(_ option: CURLoption, _ value: Bool) throws(CurlFailure) {
        try set(option, value ? 1 : 0)
    }

    func set(_ option: CURLoption, _ value: Int) throws(CurlFailure) {
        try CurlFailure.check(ccurl_easy_setopt_long(pointer, option, value))
    }

    func set(_ option: CURLoption, byteCount: Int) throws(CurlFailure) {
        try CurlFailure.check(ccurl_easy_setopt_offset(pointer, option, curl_off_t(byteCount)))
    }

    /// libcurl copies the text.
    func set(_ option: CURLoption, _ value: String) throws(CurlFailure) {
        try CurlFailure.check(ccurl_easy_setopt_string(pointer, option, value))
    }

    /// libcurl keeps the pointer; what it points to must live until the option is reset.
    func set(_ option: CURLoption, pointer value: UnsafeMutableRawPointer?) throws(CurlFailure) {
        try CurlFailure.check(ccurl_easy_setopt_pointer(pointer, option, value))
    }

    func set(_ option: CURLoption, callback: @escaping CCurlDataCallback) throws(CurlFailure) {
        try CurlFailure.check(ccurl_easy_setopt_callback(pointer, option, callback))
    }

    /// A number about the transfer that ended; 0 if libcurl does not know it.
    func number(_ info: CURLINFO) -> Int {
        var value = 0
        return ccurl_easy_getinfo_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    /// A time span of the transfer that ended; zero if that phase was not reached.
    func time(_ info: CURLINFO) -> Duration {
        var microseconds: curl_off_t = 0
        guard ccurl_easy_getinfo_offset(pointer, info, &microseconds) == CURLE_OK else { return .zero }
        return .microseconds(Int64(microseconds))
    }
}
