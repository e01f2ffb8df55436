// SPDX-License-Identifier: Apache-2.0
//
// What Swift cannot see of the C library: these functions are declared for _GNU_SOURCE only, which the module
// map of the C library does not define. Nothing else belongs here. Each returns 0 or an errno value.

#ifndef CSPAWN_H
#define CSPAWN_H

#include <spawn.h>

/// A pipe that no child inherits by accident: ends[0] is read, ends[1] written.
int cspawn_pipe(int ends[_Nonnull 2]);

/// The child starts in this folder.
int cspawn_add_chdir(posix_spawn_file_actions_t *_Nonnull actions, const char *_Nonnull path);

/// The child gets no descriptor from `lowest` up.
int cspawn_add_closefrom(posix_spawn_file_actions_t *_Nonnull actions, int lowest);

#endif
