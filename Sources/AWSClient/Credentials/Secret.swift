// SPDX-License-Identifier: Apache-2.0

public import Hashing

/// Text that must not be seen; it lives below this module, because what has no AWS in it has secrets too.
public typealias Secret = Hashing.Secret
