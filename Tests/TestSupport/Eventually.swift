// SPDX-License-Identifier: Apache-2.0

/// Waits until `condition` holds, looking every two milliseconds; false if it does not within `limit`.
///
/// For what another thread will do soon. The limit is generous, since it is only reached by a test that fails.
public func eventually(within limit: Duration = .seconds(30), _ condition: () -> Bool) async -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while !condition() {
        guard clock.now < deadline else { return false }
        try? await Task.sleep(for: .milliseconds(2))
    }
    return true
}
