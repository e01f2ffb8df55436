// SPDX-License-Identifier: Apache-2.0

import NotifyFunction

// Notify reads the stream of the audit table and has no URL, so that nothing that floods the public URL holds it up. It
// alerts when records were changed or removed, and hands new ones to the notices that are switched on. A further notice
// is one more variable of its configuration.
NotifyFunction.run()
