// SPDX-License-Identifier: Apache-2.0

print("Grant is not wired yet")
