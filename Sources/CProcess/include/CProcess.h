#ifndef SKEIN_CPROCESS_H
#define SKEIN_CPROCESS_H

#include <sys/types.h>

/// Starts a program in a session of its own, with all signals at their defaults.
///
/// In the child, descriptor i is `descriptors[i]` for i < `count`; every other one is closed.
/// When `is_exact`, no link may be on the way to `directory` (ELOOP).
/// Returns 0, or an errno value. (Swift can call neither posix_spawn's GNU extensions nor variadic functions.)
int cprocess_spawn(
    const char *path, char *const argv[], char *const envp[], const char *directory, int is_exact, const int *descriptors,
    int count, pid_t *pid);

/// Sends one message with open descriptors; its boundaries are kept where `socket` is a SOCK_SEQPACKET.
///
/// Returns 0, or an errno value. (Swift has none of the macros for control messages.)
int cprocess_send_descriptors(int socket, const char *bytes, size_t length, const int *descriptors, int count);

/// Waits for such a message. Returns its length, 0 when the other end is gone, or a negative errno value.
///
/// `descriptors` has room for `count`; those that did not come are -1. They are closed when another program is run.
ssize_t cprocess_receive_descriptors(int socket, char *bytes, size_t capacity, int *descriptors, int count);

/// Makes a file that has no name and lies in memory only. Returns its descriptor, or -1 with errno set.
int cprocess_memory_file(void);

/// Makes this process the parent of all orphans among its descendants. Returns 0, or an errno value.
int cprocess_become_subreaper(void);

#endif
