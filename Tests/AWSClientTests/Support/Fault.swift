// SPDX-License-Identifier: Apache-2.0

import HTTPTransport
import TestSupport

extension ScriptedTransport.Exchange {
    /// A JSON error with a code and request id, as AWS answers it.
    static func fault(_ status: Int, _ code: String, headers: HTTPHeaders = [:]) -> Self {
        var headers = headers
        headers["x-amzn-RequestId"] = "REQUEST-\(code)"
        return json(
            status,
            #"{"__type": "com.amazonaws.example#\#(code)", "message": "about \#(code)"}"#,
            headers: headers
        )
    }
}
