// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// An error as the invoker of a function sees it: reported by the runtime, or by the platform in its place.
public struct ReportedError: Sendable, Equatable {
    /// `errorType` of the body, which Step Functions and people match on; the platform's type if the body has none.
    public var type: String
    /// `errorMessage` of the body; empty if the body has none.
    public var message: String
    /// The type in the platform's own records: always `Runtime.` or `Function.` and a word.
    public var platformType: String
    /// The body the invoker gets.
    public var body: Data
}

extension ReportedError {
    static let errorWithCause = "application/vnd.aws.lambda.error.cause+json"

    /// What the runtime posted to `/error` or `/init/error`.
    init(header: String?, contentType: String?, body: Data) {
        let fields = try? JSONDecoder().decode(Body.self, from: body)
        platformType = Self.recordedType(header)
        type = fields?.errorType ?? platformType
        message = fields?.errorMessage ?? ""
        if let fields, contentType == Self.errorWithCause, let withoutCause = try? JSONEncoder().encode(fields) {
            // The cause is for X-Ray; the invoker does not get it.
            self.body = withoutCause
        } else {
            self.body = body
        }
    }

    /// An error that the platform reports because the runtime did not.
    init(platformType: String, message: String) {
        self.type = platformType
        self.message = message
        self.platformType = platformType
        let fields = Body(errorMessage: message, errorType: platformType, stackTrace: nil)
        // Two strings can always be encoded.
        self.body = (try? JSONEncoder().encode(fields)) ?? Data()
    }

    /// The platform records a type it can read anywhere in the header; otherwise only who is to blame.
    static func recordedType(_ header: String?) -> String {
        guard let header else { return "Runtime.Unknown" }
        if header.contains(/(Runtime|Function)\.[A-Z][a-zA-Z]+/) { return header }
        return header.hasPrefix("Function.") ? "Function.Unknown" : "Runtime.Unknown"
    }

    fileprivate struct Body: Codable {
        var errorMessage: String?
        var errorType: String?
        var stackTrace: [String]?
    }
}

extension ReportedError.Body {
    /// Takes what it can: a field of the wrong type must not hide the others.
    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        errorMessage = try? fields.decode(String.self, forKey: .errorMessage)
        errorType = try? fields.decode(String.self, forKey: .errorType)
        stackTrace = try? fields.decode([String].self, forKey: .stackTrace)
    }
}

/// What a runtime answers to an event.
public enum RuntimeAnswer: Sendable, Equatable {
    /// The bytes posted to `/response`.
    case response(Data)
    /// What was posted to `/error`, or what the platform made of an answer it cannot deliver.
    case error(ReportedError)
}
