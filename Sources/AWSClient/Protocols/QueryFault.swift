// SPDX-License-Identifier: Apache-2.0

import HTTPTransport

extension ServiceFault {
    /// Reads an error answer of the query protocol:
    /// `<ErrorResponse><Error><Code/><Message/></Error><RequestId/></ErrorResponse>`.
    init(query response: HTTPResponse) {
        guard let root = try? XMLElement(parsing: response.body), let code = root.first("Error", "Code")?.text,
            !code.isEmpty
        else {
            self.init(foreign: response, code: nil)
            return
        }
        self.init(
            status: response.status,
            code: code,
            message: root.first("Error", "Message")?.text ?? "no message",
            requestID: root.first("RequestId")?.text
        )
    }
}
