/* descriptor.c - what works for any descriptor. */
#include "error.h"
#include "millrace.h"
#include "os.h"

#include <errno.h>
#include <stddef.h>
#include <sys/socket.h>
#include <unistd.h>

int32_t mr_read(int32_t fd, int64_t buffer, int32_t length)
{
    void *into = (void *)(intptr_t)buffer;
    ssize_t count;
    if (length < 0) {
        return MR_EINVAL;
    }
    do {
        count = recv(fd, into, (size_t)length, 0);
        if (count < 0 && errno == ENOTSOCK) {
            count = read(fd, into, (size_t)length);
        }
    } while (count < 0 && errno == EINTR);
    return mr_result((int)count);
}

int32_t mr_write(int32_t fd, int64_t buffer, int32_t length)
{
    const void *from = (const void *)(intptr_t)buffer;
    ssize_t count;
    if (length < 0) {
        return MR_EINVAL;
    }
    do {
        count = send(fd, from, (size_t)length, MSG_NOSIGNAL);
        if (count < 0 && errno == ENOTSOCK) {
            count = mr_os_write(fd, from, (size_t)length);
        }
    } while (count < 0 && errno == EINTR);
    if (count < 0 && errno == EPROTOTYPE) { /* macOS, when the peer tears the connection down at this moment */
        return MR_ECONNRESET;
    }
    return mr_result((int)count);
}

/* Any other error comes after the descriptor is gone (close(2)): the caller could do nothing about it. */
int32_t mr_close(int32_t fd)
{
    return close(fd) < 0 && errno == EBADF ? MR_EBADF : 0;
}
