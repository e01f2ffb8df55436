// SPDX-License-Identifier: Apache-2.0

/// The trace of the invocation being served, for the calls that are made on its behalf.
///
/// A task-local value, because the environment variable that the runtime sets is not safe to read while it changes.
enum CurrentTrace {
    @TaskLocal static var id: String?
}
