/* option.c - socket options: our numbers and units. */
#include "error.h"
#include "millrace.h"
#include "os.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

struct option {
    int level;
    int name;
    bool flag;
};

static const struct option options[] = {
    [MR_NO_DELAY] = {IPPROTO_TCP, TCP_NODELAY, true},
    [MR_REUSE_ADDRESS] = {SOL_SOCKET, SO_REUSEADDR, true},
    [MR_REUSE_PORT] = {SOL_SOCKET, SO_REUSEPORT, true},
    [MR_SEND_BUFFER] = {SOL_SOCKET, SO_SNDBUF, false},
    [MR_RECEIVE_BUFFER] = {SOL_SOCKET, SO_RCVBUF, false},
    [MR_LINGER] = {0}, /* its value is a structure, see below */
    [MR_KEEP_ALIVE] = {SOL_SOCKET, SO_KEEPALIVE, true},
    [MR_V6_ONLY] = {IPPROTO_IPV6, IPV6_V6ONLY, true},
};

static bool known(int32_t option)
{
    return option > 0 && (size_t)option < sizeof options / sizeof options[0];
}

static int32_t set_linger(int32_t fd, int32_t seconds)
{
    struct linger linger = {.l_onoff = seconds != MR_LINGER_OFF};
    if (linger.l_onoff) {
        linger.l_linger = seconds;
    }
    return mr_result(setsockopt(fd, SOL_SOCKET, mr_os_linger, &linger, sizeof linger));
}

static int32_t get_linger(int32_t fd)
{
    struct linger linger = {0};
    socklen_t length = sizeof linger;
    if (getsockopt(fd, SOL_SOCKET, mr_os_linger, &linger, &length) < 0) {
        return mr_last_error();
    }
    return linger.l_onoff ? linger.l_linger : MR_LINGER_OFF;
}

int32_t mr_socket_set_option(int32_t fd, int32_t option, int32_t value)
{
    if (!known(option) || value < 0 || (options[option].flag && value > 1)) {
        return MR_EINVAL;
    }
    if (option == MR_LINGER) {
        return set_linger(fd, value);
    }
    return mr_result(setsockopt(fd, options[option].level, options[option].name, &value, sizeof value));
}

int32_t mr_socket_get_option(int32_t fd, int32_t option)
{
    int value = 0;
    socklen_t length = sizeof value;
    if (!known(option)) {
        return MR_EINVAL;
    }
    if (option == MR_LINGER) {
        return get_linger(fd);
    }
    if (getsockopt(fd, options[option].level, options[option].name, &value, &length) < 0) {
        return mr_last_error();
    }
    return options[option].flag ? value != 0 : value; /* macOS returns the bit of the flag, not 1 */
}
