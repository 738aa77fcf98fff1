/* os_linux.c - os.h on Linux. MSG_NOSIGNAL keeps a socket's SIGPIPE away, see descriptor.c. */
#include "os.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

const int mr_os_linger = SO_LINGER;
const int mr_os_abstract_names = 1;
const clockid_t mr_os_clock = CLOCK_MONOTONIC;

int mr_os_socket(int domain, int type)
{
    return socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

int mr_os_accept(int fd, struct sockaddr *address, socklen_t *length)
{
    return accept4(fd, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

/*
 * The SIGPIPE of a write is sent to the thread that writes (signal(7)), so blocking it here keeps it from everyone. One
 * that was pending before the write is somebody else's and stays pending. If the mask cannot be changed, nothing is
 * written.
 */
ssize_t mr_os_write(int fd, const void *bytes, size_t length)
{
    static const struct timespec at_once = {0, 0};
    sigset_t pipe, before, pending;
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    sigpending(&pending);
    int failure = pthread_sigmask(SIG_BLOCK, &pipe, &before);
    if (failure != 0) {
        errno = failure;
        return -1;
    }
    ssize_t count = write(fd, bytes, length);
    int cause = errno;
    if (count < 0 && cause == EPIPE && !sigismember(&pending, SIGPIPE)) {
        (void)sigtimedwait(&pipe, NULL, &at_once);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = cause;
    return count;
}

void mr_os_set_length(struct sockaddr_storage *address, socklen_t length)
{
    (void)address;
    (void)length;
}

int mr_os_disconnect(int fd)
{
    struct sockaddr nobody = {.sa_family = AF_UNSPEC};
    return connect(fd, &nobody, sizeof nobody);
}
