// SPDX-License-Identifier: Apache-2.0
//
// stamp <descriptor> <program> <arguments>: writes the time to the descriptor, then becomes the program. So a start
// is measured from exec, whatever has started it.
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **arguments) {
    if (count < 3) return 64;
    int descriptor = atoi(arguments[1]);
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    dprintf(descriptor, "%lld\n", now.tv_sec * 1000000000LL + now.tv_nsec);
    close(descriptor);
    execv(arguments[2], arguments + 2);
    perror(arguments[2]);
    return 127;
}
