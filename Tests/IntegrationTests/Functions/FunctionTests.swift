// SPDX-License-Identifier: Apache-2.0

import Testing

/// Grant and Revoke as they are deployed, against the local AWS.
///
/// One test at a time: each starts processes and calls servers that have one thread, so that together they would only
/// get slower and less alike.
@Suite("Grant and Revoke", .serialized, .enabled(if: LocalAWS.isExpected))
enum FunctionTests {}
