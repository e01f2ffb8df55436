// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The entry point of a function's executable.
public enum LambdaMain {
    /// Runs a function until its process ends. Call it from a synchronous `main`:
    ///
    ///     LambdaMain.run(
    ///         userAgent: UserAgent(product: "greeter", version: "1.0"),
    ///         localUse: "scripts/invoke Greeter event.json",
    ///         makeTransport: { try CurlTransport() },
    ///         makeHandler: { start in CodableHandler { (name: String, context) in "Hello, \(name)" } }
    ///     )
    ///
    /// It makes ``LambdaLogHandler`` the backend of every `Logger`, so nothing else may bootstrap `LoggingSystem`.
    ///
    /// An `async` main would be shorter, but costs 10 ms in a static executable: its main thread leaves through
    /// `pthread_exit`, whose first unwinding sorts every stack frame description there is.
    ///
    /// SIGTERM keeps its default effect: without an extension Lambda sends none, and nothing here needs saving.
    public static func run(
        userAgent: UserAgent,
        localUse: String,
        makeTransport: @escaping LambdaProcess.TransportFactory,
        makeHandler: @escaping LambdaProcess.HandlerFactory
    ) -> Never {
        // A peer that closes a connection is an error to handle, not a reason to die.
        signal(SIGPIPE, SIG_IGN)
        let variables = ProcessEnvironment.variables
        let settings = LogSettings(variables)
        LoggingSystem.bootstrap(
            { label, provider in LambdaLogHandler(label: label, settings: settings, metadataProvider: provider) },
            metadataProvider: nil
        )
        let function = LambdaProcess(
            userAgent: userAgent,
            localUse: localUse,
            makeTransport: makeTransport,
            makeHandler: makeHandler
        )
        let mainThread = MainThreadExecutor()
        // Detached, since a plain task would inherit the main actor, which nobody serves here.
        Task.detached(executorPreference: mainThread) {
            let reason = await function.run(variables)
            // What a handler printed is kept; what other threads are using is not torn down under them, as exit() would.
            fflush(nil)
            _exit(reason.exitCode)
        }
        mainThread.run()
    }
}
