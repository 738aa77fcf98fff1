/* socket.c - what only sockets do. */
#include "address.h"
#include "error.h"
#include "millrace.h"
#include "os.h"

#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sockaddr *generic(struct sockaddr_storage *address)
{
    return (struct sockaddr *)address;
}

int32_t mr_socket_open(int32_t family, int32_t kind)
{
    if (family != 1 && family != 4 && family != 6) {
        return MR_EAFNOSUPPORT;
    }
    if (kind != MR_STREAM && (kind != MR_DATAGRAM || family == 1)) {
        return MR_EINVAL;
    }
    int domain = family == 1 ? AF_UNIX : family == 4 ? AF_INET : AF_INET6;
    return mr_result(mr_os_socket(domain, kind == MR_STREAM ? SOCK_STREAM : SOCK_DGRAM));
}

int32_t mr_socket_bind(int32_t fd, int64_t address)
{
    struct sockaddr_storage local;
    int32_t length = mr_address_read(address, &local);
    return length < 0 ? length : mr_result(bind(fd, generic(&local), (socklen_t)length));
}

int32_t mr_socket_listen(int32_t fd, int32_t backlog)
{
    return mr_result(listen(fd, backlog));
}

/* ---------------------------------------------------------------- accept */

static int32_t close_with(int32_t fd, int32_t error)
{
    close(fd);
    return error;
}

int32_t mr_socket_accept(int32_t fd, int64_t address)
{
    struct sockaddr_storage peer = {0};
    socklen_t length;
    int accepted;
    do {
        length = sizeof peer;
        accepted = mr_os_accept(fd, generic(&peer), &length);
    } while (accepted < 0 && errno == EINTR);
    if (accepted < 0) {
        return mr_last_error();
    }
    if (length == 0) { /* how macOS hands over a connection that its peer aborted before we accepted it */
        return close_with(accepted, MR_ECONNABORTED);
    }
    int32_t written = mr_address_write(&peer, length, address);
    return written < 0 ? close_with(accepted, written) : accepted;
}

/* ---------------------------------------------------------------- connect */

int32_t mr_socket_connect(int32_t fd, int64_t address)
{
    struct sockaddr_storage remote;
    int32_t length = mr_address_read(address, &remote);
    if (length < 0) {
        return length;
    }
    int32_t result = connect(fd, generic(&remote), (socklen_t)length);
    return result < 0 && errno == EINTR ? MR_EINPROGRESS : mr_result(result);
}

int32_t mr_socket_finish_connect(int32_t fd)
{
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0) {
        return mr_last_error();
    }
    if (error != 0) {
        return mr_error_of(error);
    }
    struct sockaddr_storage peer;
    length = sizeof peer;
    int32_t result = mr_result(getpeername(fd, generic(&peer), &length));
    return result == MR_ENOTCONN ? MR_EINPROGRESS : result;
}

/* ---------------------------------------------------------------- end */

int32_t mr_socket_shutdown_output(int32_t fd)
{
    return mr_result(shutdown(fd, SHUT_WR));
}

/* ---------------------------------------------------------------- names */

typedef int name_call(int fd, struct sockaddr *address, socklen_t *length);

static int32_t name(name_call *call, int32_t fd, int64_t address)
{
    struct sockaddr_storage found = {0};
    socklen_t length = sizeof found;
    return call(fd, generic(&found), &length) < 0 ? mr_last_error() : mr_address_write(&found, length, address);
}

int32_t mr_socket_local_address(int32_t fd, int64_t address)
{
    return name(getsockname, fd, address);
}

int32_t mr_socket_remote_address(int32_t fd, int64_t address)
{
    return name(getpeername, fd, address);
}
