// SPDX-License-Identifier: Apache-2.0

/// What is told about a failure: to Lambda and the caller in a request's body, and in the log.
struct ErrorReport: Equatable {
    /// The longest message, in bytes. It has to fit in a log record and in an error record of the caller's.
    static let longestMessage = 8 * 1024

    let type: ErrorType
    let message: String
    let requestID: String?

    init(_ type: ErrorType, _ message: String, requestID: String? = nil) {
        self.type = type
        self.message = message.truncated(toBytes: Self.longestMessage)
        self.requestID = requestID
    }

    /// What to tell about a thrown error. Of an error that was not made for the caller only the type is told, since its
    /// text may hold anything.
    init(_ error: any Error, otherwise type: ErrorType, requestID: String? = nil) {
        if let error = error as? any FunctionError {
            self.init(error.errorType, error.errorMessage, requestID: requestID)
        } else {
            let name = Swift.type(of: error)
            self.init(type, "Unexpected error of type \(name).", requestID: requestID)
        }
    }

    /// `{"errorMessage", "errorType", "requestId", "stackTrace"}`. Lambda asks for `stackTrace` to be an array; Swift
    /// has no stack to show.
    var body: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("errorMessage", message)
            json.member("errorType", type.name)
            if let requestID {
                json.member("requestId", requestID)
            }
            json.key("stackTrace")
            json.array { _ in }
        }
        return json.bytes
    }
}

extension String {
    /// The text, or as much of its beginning as fits with an ellipsis in `limit` bytes of UTF-8.
    func truncated(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        let ellipsis = "…"
        let end = utf8.index(utf8.startIndex, offsetBy: max(0, limit - ellipsis.utf8.count))
        // Slicing rounds an index inside a character's bytes down to its beginning (SE-0180).
        return String(self[..<end]) + ellipsis
    }
}
