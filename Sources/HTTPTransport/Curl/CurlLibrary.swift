// SPDX-License-Identifier: Apache-2.0

import CCurl

/// libcurl itself, which must be initialised once in a process before anything else is called.
enum CurlLibrary {
    /// Initialises libcurl at the first use; the reason if that failed.
    ///
    /// A `static let` because its initial value is computed exactly once, whatever the threads: before 7.84
    /// curl_global_init is not safe to call from two.
    static let initializationFailure: TransportError? = {
        let code = curl_global_init(Int(CURL_GLOBAL_SSL))
        if code == CURLE_OK { return nil }
        return TransportError(
            .other,
            "libcurl could not be initialised: \(CurlFailure(code)).",
            curlCode: Int(code.rawValue)
        )
    }()
}

/// A libcurl call that failed.
struct CurlFailure: Error, CustomStringConvertible {
    let code: CURLcode

    init(_ code: CURLcode) {
        self.code = code
    }

    /// Throws unless `code` means success.
    static func check(_ code: CURLcode) throws(CurlFailure) {
        guard code == CURLE_OK else { throw CurlFailure(code) }
    }

    /// libcurl's words for it.
    var description: String { String(cString: curl_easy_strerror(code)) }
}
