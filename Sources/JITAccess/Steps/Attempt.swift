// SPDX-License-Identifier: Apache-2.0

/// Runs `body` and gives its outcome as a value, so that typed errors survive concurrent work.
package func attempt<Success, Failure: Error>(
    _ body: () async throws(Failure) -> Success
) async -> Result<Success, Failure> {
    do throws(Failure) {
        return .success(try await body())
    } catch {
        return .failure(error)
    }
}
