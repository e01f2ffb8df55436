// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import LocalLambda

/// How an invocation is to be judged, from best to worst.
enum Verdict: Int, Comparable {
    case answered
    case refused
    case failed

    static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }

    /// A process that ended is a failure even if it had answered: Lambda counts it as one.
    init(_ report: InvocationReport) {
        guard case .success(let answer) = report.outcome, report.exit == nil else {
            self = .failed
            return
        }
        let status = (try? JSONDecoder().decode(Status.self, from: answer))?.statusCode ?? 200
        self = status < 400 ? .answered : .refused
    }

    var exitCode: ExitCode {
        switch self {
        case .answered: .success
        case .refused: ExitStatus.refused
        case .failed: ExitStatus.failed
        }
    }

    private struct Status: Decodable {
        var statusCode: Double?
    }
}
