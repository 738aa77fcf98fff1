/* address.c - addresses as millrace.h lays them out. */
#include "address.h"
#include "millrace.h"
#include "os.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>

enum { FAMILY = 0, LENGTH = 1, PATH = 2, PORT = 2, SCOPE = 4, HOST = 8 };

static const size_t before_path = offsetof(struct sockaddr_un, sun_path);

/*
 * Fields are copied, never aliased: the bytes are the caller's and need not be aligned. The length byte that BSD keeps
 * in a sockaddr is not set: its kernel takes the length from the call's argument.
 */
static int32_t read_v4(const uint8_t *bytes, struct sockaddr_storage *to)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    memcpy(&v4.sin_port, bytes + PORT, sizeof v4.sin_port);
    memcpy(&v4.sin_addr, bytes + HOST, sizeof v4.sin_addr);
    memcpy(to, &v4, sizeof v4);
    return sizeof v4;
}

static int32_t read_v6(const uint8_t *bytes, struct sockaddr_storage *to)
{
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    uint32_t scope;
    memcpy(&scope, bytes + SCOPE, sizeof scope);
    v6.sin6_scope_id = ntohl(scope);
    memcpy(&v6.sin6_port, bytes + PORT, sizeof v6.sin6_port);
    memcpy(&v6.sin6_addr, bytes + HOST, sizeof v6.sin6_addr);
    memcpy(to, &v6, sizeof v6);
    return sizeof v6;
}

/* The kernel would cut a path at a zero, and some kernels one that is too long: neither is passed on to it. */
static int32_t read_unix(const uint8_t *bytes, struct sockaddr_storage *to)
{
    struct sockaddr_un local = {.sun_family = AF_UNIX};
    if (bytes[LENGTH] <= PATH) {
        return MR_EINVAL;
    }
    size_t length = (size_t)bytes[LENGTH] - PATH;
    int abstract = mr_os_abstract_names && bytes[PATH] == 0;
    if (!abstract && memchr(bytes + PATH, 0, length) != NULL) {
        return MR_EINVAL;
    }
    if (length > sizeof local.sun_path) {
        return MR_ENAMETOOLONG;
    }
    memcpy(local.sun_path, bytes + PATH, length);
    memset(to, 0, sizeof *to);
    memcpy(to, &local, sizeof local);
    return (int32_t)(before_path + length);
}

int32_t mr_address_read(int64_t bytes, struct sockaddr_storage *to)
{
    const uint8_t *from = (const uint8_t *)(intptr_t)bytes;
    if (from[FAMILY] == 1) {
        return read_unix(from, to);
    }
    if (from[FAMILY] != 4 && from[FAMILY] != 6) {
        return MR_EAFNOSUPPORT;
    }
    if (from[LENGTH] != MR_IP_ADDRESS_BYTES) {
        return MR_EINVAL;
    }
    memset(to, 0, sizeof *to);
    return from[FAMILY] == 4 ? read_v4(from, to) : read_v6(from, to);
}

static void write_v4(const struct sockaddr_storage *from, uint8_t *bytes)
{
    struct sockaddr_in v4;
    memcpy(&v4, from, sizeof v4);
    bytes[FAMILY] = 4;
    bytes[LENGTH] = MR_IP_ADDRESS_BYTES;
    memcpy(bytes + PORT, &v4.sin_port, sizeof v4.sin_port);
    memcpy(bytes + HOST, &v4.sin_addr, sizeof v4.sin_addr);
}

static void write_v6(const struct sockaddr_storage *from, uint8_t *bytes)
{
    struct sockaddr_in6 v6;
    memcpy(&v6, from, sizeof v6);
    uint32_t scope = htonl(v6.sin6_scope_id);
    bytes[FAMILY] = 6;
    bytes[LENGTH] = MR_IP_ADDRESS_BYTES;
    memcpy(bytes + PORT, &v6.sin6_port, sizeof v6.sin6_port);
    memcpy(bytes + SCOPE, &scope, sizeof scope);
    memcpy(bytes + HOST, &v6.sin6_addr, sizeof v6.sin6_addr);
}

/*
 * An unnamed socket has a length without a path on Linux, and a path of zeros elsewhere. A path that fills sun_path
 * ends without a zero, which Linux counts in the length all the same.
 */
static void write_unix(const struct sockaddr_storage *from, socklen_t length, uint8_t *bytes)
{
    const uint8_t *path = (const uint8_t *)from + before_path;
    size_t room = length > before_path ? length - before_path : 0;
    size_t count = room > 0 && path[0] == 0 && mr_os_abstract_names ? room : strnlen((const char *)path, room);
    bytes[FAMILY] = 1;
    bytes[LENGTH] = (uint8_t)(PATH + count);
    memcpy(bytes + PATH, path, count);
}

int32_t mr_address_write(const struct sockaddr_storage *from, socklen_t length, int64_t bytes)
{
    uint8_t image[MR_ADDRESS_BYTES] = {0};
    switch (from->ss_family) {
    case AF_UNIX:
        write_unix(from, length, image);
        break;
    case AF_INET:
        write_v4(from, image);
        break;
    case AF_INET6:
        write_v6(from, image);
        break;
    default:
        return MR_EAFNOSUPPORT;
    }
    memcpy((void *)(intptr_t)bytes, image, sizeof image);
    return 0;
}
