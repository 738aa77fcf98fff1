/* datagram.c - sockets whose messages have bounds. */
#include "address.h"
#include "error.h"
#include "millrace.h"
#include "os.h"

#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

int32_t mr_socket_send_to(int32_t fd, int64_t buffer, int32_t length, int64_t address)
{
    const void *from = (const void *)(intptr_t)buffer;
    struct sockaddr_storage to;
    int32_t size = address == 0 ? 0 : mr_address_read(address, &to);
    ssize_t count;
    if (length < 0 || size < 0) {
        return length < 0 ? MR_EINVAL : size;
    }
    do {
        count = sendto(fd, from, (size_t)length, MSG_NOSIGNAL, size == 0 ? NULL : (struct sockaddr *)&to,
            (socklen_t)size);
    } while (count < 0 && errno == EINTR);
    return mr_result((int)count);
}

int32_t mr_socket_receive_from(int32_t fd, int64_t buffer, int32_t length, int64_t address)
{
    struct sockaddr_storage from = {0};
    struct iovec into = {.iov_base = (void *)(intptr_t)buffer, .iov_len = (size_t)length};
    struct msghdr message;
    ssize_t count;
    if (length < 0) {
        return MR_EINVAL;
    }
    do {
        message = (struct msghdr){.msg_name = &from, .msg_namelen = sizeof from, .msg_iov = &into, .msg_iovlen = 1};
        count = recvmsg(fd, &message, 0);
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        return mr_last_error();
    }
    int32_t written = address == 0 ? 0 : mr_address_write(&from, message.msg_namelen, address);
    if (written < 0) {
        return written;
    }
    return (int32_t)count + ((message.msg_flags & MSG_TRUNC) != 0 ? MR_TRUNCATED : 0);
}

/* ---------------------------------------------------------------- disconnect */

/* The port of an address of IPv4 or IPv6; NULL for any other family. */
static in_port_t *port(struct sockaddr_storage *address)
{
    switch (address->ss_family) {
    case AF_INET:
        return &((struct sockaddr_in *)address)->sin_port;
    case AF_INET6:
        return &((struct sockaddr_in6 *)address)->sin6_port;
    default:
        return NULL;
    }
}

static int local(int32_t fd, struct sockaddr_storage *address)
{
    socklen_t length = sizeof *address;
    memset(address, 0, sizeof *address);
    return getsockname(fd, (struct sockaddr *)address, &length);
}

/* Linux gives a port back that it chose itself (ip(7) does not say so), so it is asked for the same one again. */
int32_t mr_socket_disconnect(int32_t fd)
{
    struct sockaddr_storage before, after;
    if (local(fd, &before) < 0 || mr_os_disconnect(fd) < 0 || local(fd, &after) < 0) {
        return mr_last_error();
    }
    in_port_t *kept = port(&before);
    in_port_t *now = port(&after);
    if (kept == NULL || now == NULL || *kept == *now) {
        return 0;
    }
    *now = *kept;
    socklen_t length = after.ss_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
    return mr_result(bind(fd, (struct sockaddr *)&after, length));
}
