// SPDX-License-Identifier: Apache-2.0

print("hourglass is not wired yet")
