// SPDX-License-Identifier: Apache-2.0

#if canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What posix_spawn(3) is to prepare in a new process.
struct SpawnRequest: ~Copyable {
    private var actions = posix_spawn_file_actions_t()
    private var attributes = posix_spawnattr_t()

    /// Standard output goes to `standardOutput`, standard input is empty, and signals are as a new program expects
    /// them: the threads of this one may block or ignore some.
    init(standardOutput: CInt) {
        posix_spawn_file_actions_init(&actions)
        // In this order: should `standardOutput` have the number of standard input, it is still there to be copied.
        posix_spawn_file_actions_adddup2(&actions, standardOutput, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)

        var none = sigset_t()
        sigemptyset(&none)
        var ignored = sigset_t()
        sigemptyset(&ignored)
        sigaddset(&ignored, SIGPIPE)
        posix_spawnattr_init(&attributes)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &ignored)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    }

    deinit {
        var (actions, attributes) = (actions, attributes)
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
    }

    /// Starts `program` and gives its process id.
    func spawn(
        _ program: String,
        _ arguments: [String],
        environment: [String: String]
    ) throws(ChildProcess.Failure) -> pid_t {
        let words = CStrings([program] + arguments)
        let variables = CStrings(environment.map { "\($0.key)=\($0.value)" })
        var (actions, attributes) = (actions, attributes)
        var id: pid_t = 0
        let result = posix_spawnp(&id, program, &actions, &attributes, words.pointers, variables.pointers)
        guard result == 0 else { throw .system(result) }
        return id
    }
}

/// Strings as `execve` wants them: an array of pointers with a null at its end.
private struct CStrings: ~Copyable {
    let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ strings: [String]) {
        pointers = strings.map { strdup($0) } + [nil]
    }

    deinit {
        for pointer in pointers {
            free(pointer)
        }
    }
}
