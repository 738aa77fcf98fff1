/* multicast.c - joining and leaving groups, by the calls of RFC 3678 that are the same for IPv4 and IPv6. */
#include "address.h"
#include "error.h"
#include "millrace.h"
#include "os.h"

#include <netinet/in.h>
#include <stddef.h>
#include <sys/socket.h>

static int32_t read_ip(int64_t address, struct sockaddr_storage *to)
{
    int32_t length = mr_address_read(address, to);
    if (length > 0) {
        mr_os_set_length(to, (socklen_t)length);
    }
    return length;
}

static int level(const struct sockaddr_storage *group)
{
    return group->ss_family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
}

static int32_t from_all(int32_t fd, int option, int64_t group, int32_t interface)
{
    struct group_req request = {.gr_interface = (uint32_t)interface};
    int32_t length = read_ip(group, &request.gr_group);
    return length < 0 ? length
                      : mr_result(setsockopt(fd, level(&request.gr_group), option, &request, sizeof request));
}

static int32_t from_one(int32_t fd, int option, int64_t group, int32_t interface, int64_t source)
{
    struct group_source_req request = {.gsr_interface = (uint32_t)interface};
    int32_t length = read_ip(group, &request.gsr_group);
    if (length > 0) {
        length = read_ip(source, &request.gsr_source);
    }
    return length < 0 ? length
                      : mr_result(setsockopt(fd, level(&request.gsr_group), option, &request, sizeof request));
}

int32_t mr_socket_join(int32_t fd, int64_t group, int32_t interface, int64_t source)
{
    return source == 0 ? from_all(fd, MCAST_JOIN_GROUP, group, interface)
                       : from_one(fd, MCAST_JOIN_SOURCE_GROUP, group, interface, source);
}

int32_t mr_socket_leave(int32_t fd, int64_t group, int32_t interface, int64_t source)
{
    return source == 0 ? from_all(fd, MCAST_LEAVE_GROUP, group, interface)
                       : from_one(fd, MCAST_LEAVE_SOURCE_GROUP, group, interface, source);
}
