#ifndef SKEIN_CPROCESS_H
#define SKEIN_CPROCESS_H

#include <sys/types.h>

/// Starts a program in a session of its own, with all signals at their defaults.
///
/// In the child, descriptor i is `descriptors[i]` for i < `count`; every other one is closed.
/// Returns 0, or an errno value. (Swift can call neither posix_spawn's GNU extensions nor variadic functions.)
int cprocess_spawn(
    const char *path, char *const argv[], char *const envp[], const char *directory, const int *descriptors, int count,
    pid_t *pid);

/// Makes this process the parent of all orphans among its descendants. Returns 0, or an errno value.
int cprocess_become_subreaper(void);

#endif
