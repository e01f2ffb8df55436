// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Runs a function's task, and the tasks within it, on the main thread, which would otherwise sleep for ever.
///
/// Swift's own pool starts three threads before the first call is made, each with a stack and a heap to be set up. A
/// function below 1,769 MB has less than one processor, where more threads than one only wait for each other.
/// What leaves the task (`Task.detached`, a pause) still uses the pool.
final class MainThreadExecutor: TaskExecutor, @unchecked Sendable {
    // Never freed: there is one, for as long as the process.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let hasJobs = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    /// In the order in which they run; the mutex guards it.
    private var jobs: [UnownedJob] = []

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(hasJobs, nil)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pthread_mutex_lock(mutex)
        jobs.append(job)
        pthread_mutex_unlock(mutex)
        pthread_cond_signal(hasJobs)
    }

    /// Runs what is enqueued, for ever. To be called on the main thread, and once.
    func run() -> Never {
        let executor = asUnownedTaskExecutor()
        while true {
            for job in take() { job.runSynchronously(on: executor) }
        }
    }

    /// All jobs that wait, once there is one.
    private func take() -> [UnownedJob] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while jobs.isEmpty { pthread_cond_wait(hasJobs, mutex) }
        defer { jobs = [] }
        return jobs
    }
}
