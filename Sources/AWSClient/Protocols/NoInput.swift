// SPDX-License-Identifier: Apache-2.0

/// The input of an operation that takes none: `{}`.
struct NoInput: Encodable, Sendable {}
