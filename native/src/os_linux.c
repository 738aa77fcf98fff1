/* os_linux.c - os.h on Linux. SIGPIPE is kept away by MSG_NOSIGNAL, see socket.c. */
#include "os.h"

#include <netinet/in.h>

const int mr_os_linger = SO_LINGER;
const clockid_t mr_os_clock = CLOCK_MONOTONIC;

int mr_os_socket(int domain)
{
    return socket(domain, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
}

int mr_os_accept(int fd, struct sockaddr *address, socklen_t *length)
{
    return accept4(fd, address, length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}
