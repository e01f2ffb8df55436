// SPDX-License-Identifier: Apache-2.0

print("Revoke is not wired yet")
