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
    /* What it is called on an IPv6 socket, at IPPROTO_IPV6, if level is IPPROTO_IP. */
    int name6;
    /* The range of the value; most 0 stands for no limit. */
    int least;
    int most;
};

static const struct option options[] = {
    [MR_NO_DELAY] = {.level = IPPROTO_TCP, .name = TCP_NODELAY, .flag = true},
    [MR_REUSE_ADDRESS] = {.level = SOL_SOCKET, .name = SO_REUSEADDR, .flag = true},
    [MR_REUSE_PORT] = {.level = SOL_SOCKET, .name = SO_REUSEPORT, .flag = true},
    [MR_SEND_BUFFER] = {.level = SOL_SOCKET, .name = SO_SNDBUF},
    [MR_RECEIVE_BUFFER] = {.level = SOL_SOCKET, .name = SO_RCVBUF},
    [MR_LINGER] = {.level = SOL_SOCKET}, /* its value is a structure, see below */
    [MR_KEEP_ALIVE] = {.level = SOL_SOCKET, .name = SO_KEEPALIVE, .flag = true},
    [MR_V6_ONLY] = {.level = IPPROTO_IPV6, .name = IPV6_V6ONLY, .flag = true},
    [MR_BROADCAST] = {.level = SOL_SOCKET, .name = SO_BROADCAST, .flag = true},
    [MR_TTL] = {.level = IPPROTO_IP, .name = IP_TTL, .name6 = IPV6_UNICAST_HOPS, .least = 1, .most = 255},
    [MR_MULTICAST_TTL] = {.level = IPPROTO_IP, .name = IP_MULTICAST_TTL, .name6 = IPV6_MULTICAST_HOPS, .most = 255},
    [MR_MULTICAST_LOOP] = {.level = IPPROTO_IP, .name = IP_MULTICAST_LOOP, .name6 = IPV6_MULTICAST_LOOP, .flag = true},
    [MR_MULTICAST_INTERFACE] = {.level = IPPROTO_IP, .name = IP_MULTICAST_IF, .name6 = IPV6_MULTICAST_IF},
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

/* Finds the option as this socket knows it: what IPv4 and IPv6 name differently goes by the socket's family. */
static int32_t find(int32_t fd, int32_t number, struct option *found)
{
    struct sockaddr_storage local;
    socklen_t length = sizeof local;
    *found = options[number];
    if (found->level != IPPROTO_IP) {
        return 0;
    }
    if (getsockname(fd, (struct sockaddr *)&local, &length) < 0) {
        return mr_last_error();
    }
    if (local.ss_family == AF_INET6) {
        found->level = IPPROTO_IPV6;
        found->name = found->name6;
    }
    return 0;
}

static bool allows(const struct option *option, int32_t value)
{
    return value >= option->least && (!option->flag || value <= 1) && (option->most == 0 || value <= option->most);
}

int32_t mr_socket_set_option(int32_t fd, int32_t option, int32_t value)
{
    struct option found;
    if (!known(option) || !allows(&options[option], value)) {
        return MR_EINVAL;
    }
    if (option == MR_LINGER) {
        return set_linger(fd, value);
    }
    int32_t error = find(fd, option, &found);
    if (error < 0) {
        return error;
    }
    if (option == MR_MULTICAST_INTERFACE && found.level == IPPROTO_IP) {
        struct ip_mreqn interface = {.imr_ifindex = value};
        return mr_result(setsockopt(fd, found.level, found.name, &interface, sizeof interface));
    }
    return mr_result(setsockopt(fd, found.level, found.name, &value, sizeof value));
}

int32_t mr_socket_get_option(int32_t fd, int32_t option)
{
    struct option found;
    int value = 0;
    socklen_t length = sizeof value;
    if (!known(option)) {
        return MR_EINVAL;
    }
    if (option == MR_LINGER) {
        return get_linger(fd);
    }
    int32_t error = find(fd, option, &found);
    if (error < 0) {
        return error;
    }
    if (option == MR_MULTICAST_INTERFACE && found.level == IPPROTO_IP) {
        return MR_ENOPROTOOPT;
    }
    if (getsockopt(fd, found.level, found.name, &value, &length) < 0) {
        return mr_last_error();
    }
    return found.flag ? value != 0 : value; /* macOS returns the bit of the flag, not 1 */
}
