/* error.c - the table of error numbers. */
#include "error.h"
#include "millrace.h"

#include <errno.h>
#include <stddef.h>

struct pair {
    int theirs;
    int32_t ours;
};

/*
 * Searched from the top: the errors that a non-blocking program meets most come first. A table and not a switch,
 * because two names may share a number on one system and not on the other (EAGAIN and EWOULDBLOCK, EOPNOTSUPP and
 * ENOTSUP).
 */
static const struct pair pairs[] = {
    {EAGAIN, MR_EAGAIN},
    {EWOULDBLOCK, MR_EAGAIN},
    {EINPROGRESS, MR_EINPROGRESS},
    {EBADF, MR_EBADF},
    {EINVAL, MR_EINVAL},
    {ENOMEM, MR_ENOMEM},
    {EMFILE, MR_EMFILE},
    {ENFILE, MR_ENFILE},
    {ENOBUFS, MR_ENOBUFS},
    {EACCES, MR_EACCES},
    {EPERM, MR_EPERM},
    {EADDRINUSE, MR_EADDRINUSE},
    {EADDRNOTAVAIL, MR_EADDRNOTAVAIL},
    {EAFNOSUPPORT, MR_EAFNOSUPPORT},
    {ECONNREFUSED, MR_ECONNREFUSED},
    {ECONNRESET, MR_ECONNRESET},
    {ECONNABORTED, MR_ECONNABORTED},
    {EPIPE, MR_EPIPE},
    {ETIMEDOUT, MR_ETIMEDOUT},
    {EHOSTUNREACH, MR_EHOSTUNREACH},
    {ENETUNREACH, MR_ENETUNREACH},
    {ENETDOWN, MR_ENETDOWN},
    {EHOSTDOWN, MR_EHOSTDOWN},
    {ENOTCONN, MR_ENOTCONN},
    {EISCONN, MR_EISCONN},
    {EALREADY, MR_EALREADY},
    {EEXIST, MR_EEXIST},
    {ENOENT, MR_ENOENT},
    {ENOTSOCK, MR_ENOTSOCK},
    {EOPNOTSUPP, MR_EOPNOTSUPP},
    {ENOTSUP, MR_EOPNOTSUPP},
    {EPROTO, MR_EPROTO},
    {EMSGSIZE, MR_EMSGSIZE},
    {EDESTADDRREQ, MR_EDESTADDRREQ},
    {ENOPROTOOPT, MR_ENOPROTOOPT},
    {EIO, MR_EIO},
    {EFAULT, MR_EFAULT},
    {ENOSYS, MR_ENOSYS},
    {ENOSPC, MR_ENOSPC},
    {ENODEV, MR_ENODEV},
    {ENAMETOOLONG, MR_ENAMETOOLONG},
    {ELOOP, MR_ELOOP},
    {ENOTDIR, MR_ENOTDIR},
#ifdef ENONET
    {ENONET, MR_ENONET},
#endif
};

int32_t mr_error_of(int number)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (pairs[i].theirs == number) {
            return pairs[i].ours;
        }
    }
    return MR_EOTHER - number;
}

int32_t mr_last_error(void)
{
    return mr_error_of(errno);
}

int32_t mr_result(int result)
{
    return result < 0 ? mr_last_error() : result;
}
