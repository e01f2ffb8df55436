// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Foundation

/// `posix_spawn`, because Foundation's `Process` can neither put the child into a group of its own, so that all of a
/// function is killed at once, nor let anybody else wait for it.
enum Spawn {
    /// - Parameters:
    ///   - output: Becomes the child's standard output and standard error, so that their order is kept.
    /// - Returns: The process id, which is also the id of the child's process group.
    static func start(
        executable: String,
        environment: [String: String],
        workingDirectory: String,
        output: Int32
    ) throws(FunctionProcessError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        cspawn_add_chdir(&actions, workingDirectory)
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        // Sockets of the loopback server would otherwise live on in the child and hide broken connections.
        cspawn_add_closefrom(&actions, 3)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        )
        posix_spawnattr_setpgroup(&attributes, 0)
        // What this process blocks or ignores (Ctrl-C, broken pipes) is not the function's affair.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)

        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(executable), nil]
        var variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for string in arguments + variables { free(string) } }

        var process: pid_t = 0
        let code = posix_spawn(&process, executable, &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw FunctionProcessError(errno: code, path: executable) }
        return process
    }
}
