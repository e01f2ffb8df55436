// SPDX-License-Identifier: Apache-2.0

import CCurl

/// A list of header lines that libcurl reads from; it must outlive the transfer that uses it.
struct HeaderList: ~Copyable {
    /// The first node, for CURLOPT_HTTPHEADER.
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    /// - Throws: ``CurlFailure`` if memory runs out.
    init(_ lines: [String]) throws(CurlFailure) {
        for line in lines {
            // The line is copied. On failure the list is untouched, and freed by deinit.
            guard let longer = curl_slist_append(first, line) else { throw CurlFailure(CURLE_OUT_OF_MEMORY) }
            first = longer
        }
    }

    deinit {
        curl_slist_free_all(first)
    }
}
