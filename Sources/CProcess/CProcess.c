#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/mman.h>
#include <sys/prctl.h>
#else
#include <stdlib.h>
#endif

enum { FIRST_SAFE_DESCRIPTOR = 32, MOST_DESCRIPTORS = 8 };

static int configure(
    posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, int directory, const int *copies, int count)
{
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    int error = posix_spawnattr_setsigdefault(attributes, &all);
    if (!error) error = posix_spawnattr_setsigmask(attributes, &none);
    if (!error)
        error = posix_spawnattr_setflags(
            attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    if (!error) error = posix_spawn_file_actions_addfchdir_np(actions, directory);
    for (int i = 0; i < count && !error; i++) error = posix_spawn_file_actions_adddup2(actions, copies[i], i);
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(actions, count);
    return error;
}

// Opens a directory; an exact one must be where its path says: a link that was put in its place leads elsewhere.
static int open_directory(const char *path, int is_exact)
{
    int directory = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0 || !is_exact) return directory;
    char name[64], real[PATH_MAX];
    snprintf(name, sizeof name, "/proc/self/fd/%d", directory);
    ssize_t length = readlink(name, real, sizeof real);
    if (length == (ssize_t)strlen(path) && memcmp(real, path, length) == 0) return directory;
    close(directory);
    errno = ELOOP;
    return -1;
}

int cprocess_spawn(
    const char *path, char *const argv[], char *const envp[], const char *directory, int is_exact, const int *descriptors,
    int count, pid_t *pid)
{
    if (count > MOST_DESCRIPTORS) return EINVAL;
    // Copies above all targets, so that no dup2 overwrites a source that is still needed.
    int copies[MOST_DESCRIPTORS];
    int made = 0;
    int error = 0;
    int place = open_directory(directory, is_exact);
    if (place < 0) return errno;
    while (made < count && !error) {
        copies[made] = fcntl(descriptors[made], F_DUPFD_CLOEXEC, FIRST_SAFE_DESCRIPTOR);
        if (copies[made] < 0) error = errno; else made++;
    }
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    if (!error) error = configure(&actions, &attributes, place, copies, count);
    if (!error) error = posix_spawn(pid, path, &actions, &attributes, argv, envp);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    for (int i = 0; i < made; i++) close(copies[i]);
    close(place);
    return error;
}

int cprocess_send_descriptors(int socket, const char *bytes, size_t length, const int *descriptors, int count)
{
    if (count > MOST_DESCRIPTORS) return EINVAL;
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * MOST_DESCRIPTORS)] = {0};
    struct iovec part = {.iov_base = (char *)bytes, .iov_len = length};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = CMSG_SPACE(sizeof(int) * count)};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * count);
    memcpy(CMSG_DATA(header), descriptors, sizeof(int) * count);
    ssize_t sent;
    do sent = sendmsg(socket, &message, MSG_NOSIGNAL); while (sent < 0 && errno == EINTR);
    return sent < 0 ? errno : 0;
}

ssize_t cprocess_receive_descriptors(int socket, char *bytes, size_t capacity, int *descriptors, int count)
{
    if (count > MOST_DESCRIPTORS) return -EINVAL;
    for (int i = 0; i < count; i++) descriptors[i] = -1;
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * MOST_DESCRIPTORS)];
    struct iovec part = {.iov_base = bytes, .iov_len = capacity};
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = CMSG_SPACE(sizeof(int) * count)};
    ssize_t received;
    do received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC); while (received < 0 && errno == EINTR);
    if (received < 0) return -errno;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS)
        memcpy(descriptors, CMSG_DATA(header), header->cmsg_len - CMSG_LEN(0));
    return received;
}

int cprocess_memory_file(void)
{
#ifdef __linux__
    return memfd_create("skein", MFD_CLOEXEC);
#else
    char path[] = "/tmp/skein.XXXXXX";
    int file = mkstemp(path);
    if (file >= 0) unlink(path);
    return file;
#endif
}

int cprocess_become_subreaper(void)
{
#ifdef __linux__
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 ? 0 : errno;
#else
    return 0;
#endif
}
