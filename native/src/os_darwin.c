/*
 * os_darwin.c - os.h on macOS. There is no SOCK_NONBLOCK, SOCK_CLOEXEC or accept4: between opening a descriptor and
 * setting FD_CLOEXEC another thread may fork and exec, and the child then keeps the descriptor. Nothing can be done
 * about that here.
 */
#include "os.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

/* Plain SO_LINGER counts clock ticks here (xnu, sosetoptlock); this one counts seconds. */
const int mr_os_linger = SO_LINGER_SEC;

const int mr_os_abstract_names = 0;

/* CLOCK_MONOTONIC goes on while the machine sleeps; the timeouts of kevent and System.nanoTime do not. */
const clockid_t mr_os_clock = CLOCK_UPTIME_RAW;

static int close_and_fail(int fd)
{
    int cause = errno;
    close(fd);
    errno = cause;
    return -1;
}

static int prepare(int fd)
{
    int on = 1;
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) < 0) {
        return close_and_fail(fd);
    }
    /* Fails with EINVAL on a connection that was reset before it was accepted; send's MSG_NOSIGNAL covers that one. */
    (void)setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
    return fd;
}

int mr_os_socket(int domain, int type)
{
    int fd = socket(domain, type, 0);
    return fd < 0 ? fd : prepare(fd);
}

int mr_os_accept(int fd, struct sockaddr *address, socklen_t *length)
{
    int accepted = accept(fd, address, length);
    return accepted < 0 ? accepted : prepare(accepted);
}

/*
 * SIGPIPE goes to the whole process here, so masking it in a thread would not help: it is turned off for the
 * descriptor.
 */
ssize_t mr_os_write(int fd, const void *bytes, size_t length)
{
    return fcntl(fd, F_SETNOSIGPIPE, 1) < 0 ? -1 : write(fd, bytes, length);
}

void mr_os_set_length(struct sockaddr_storage *address, socklen_t length)
{
    address->ss_len = (uint8_t)length;
}

/* The kernel complains about the family after it has dissolved the connection (connect(2), "null address"). */
int mr_os_disconnect(int fd)
{
    struct sockaddr nobody = {.sa_len = sizeof nobody, .sa_family = AF_UNSPEC};
    int result = connect(fd, &nobody, sizeof nobody);
    return result < 0 && errno == EAFNOSUPPORT ? 0 : result;
}
