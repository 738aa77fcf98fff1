/* collect.c - from what epoll and poll say to what kqueue would say. */
#include "queue.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_BATCH = 256 };

/* A stream socket before it connects shows POLLHUP alone; a connection that broke shows POLLRDHUP with it. */
static bool never_connected(int fd, int state)
{
    int type;
    socklen_t length = sizeof type;
    return (state & (POLLHUP | POLLRDHUP | POLLERR)) == POLLHUP
        && getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0;
}

/* A datagram socket does not end by an error, which stays where it is: it is ready, and the next call tells. */
static bool has_datagrams(int fd)
{
    int type;
    socklen_t length = sizeof type;
    return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 && type == SOCK_DGRAM;
}

static void take_error(struct queue *queue, int fd)
{
    int error = 0;
    socklen_t length = sizeof error;
    if (!has_datagrams(fd) && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error != 0) {
        queue->knotes[READ][fd].error = error;
        queue->knotes[WRITE][fd].error = error;
    }
}

/* poll(2) does not show a local shutdown; the state of the connection does. */
static bool fin_sent(int fd)
{
    struct tcp_info info;
    socklen_t length = sizeof info;
    if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) < 0) {
        return false;
    }
    switch (info.tcpi_state) {
    case TCP_FIN_WAIT1:
    case TCP_FIN_WAIT2:
    case TCP_CLOSING:
    case TCP_LAST_ACK:
    case TCP_TIME_WAIT:
        return true;
    default:
        return false;
    }
}

/* Makes the event of a ready descriptor. Returns false if kqueue would not call it ready. */
static bool make_event(struct queue *queue, int side, int fd, struct kevent *event)
{
    struct knote *note = &queue->knotes[side][fd];
    struct pollfd now = {.fd = fd, .events = POLLIN | POLLOUT | POLLRDHUP};
    if (!note->active || note->disabled || poll(&now, 1, 0) < 0 || never_connected(fd, now.revents)) {
        return false;
    }
    if (now.revents & POLLERR) {
        take_error(queue, fd);
    }
    bool ended = side == READ ? now.revents & (POLLRDHUP | POLLHUP) : now.revents & POLLHUP || fin_sent(fd);
    EV_SET(event, note->ident, side == READ ? EVFILT_READ : EVFILT_WRITE, note->flags, 0, 0, note->udata);
    if (ended) {
        event->flags |= EV_EOF;
        event->fflags = (uint32_t)note->error;
    }
    return true;
}

static int collect_side(struct queue *queue, int side, struct kevent *events, int room)
{
    struct epoll_event ready[MAX_BATCH];
    int found = room > 0 ? epoll_wait(queue->side[side], ready, room < MAX_BATCH ? room : MAX_BATCH, 0) : 0;
    int count = 0;
    for (int i = 0; i < found; i++) {
        count += make_event(queue, side, ready[i].data.fd, &events[count]);
    }
    return count;
}

static int collect_users(struct queue *queue, struct kevent *events, int room)
{
    uint64_t rings;
    int count = 0;
    bool left = false;
    if (read(queue->bell, &rings, sizeof rings) < 0) {
        return 0;
    }
    for (int i = 0; i < MAX_USERS; i++) {
        struct knote *user = &queue->users[i];
        if (user->active && user->triggered && count < room) {
            EV_SET(&events[count++], user->ident, EVFILT_USER, user->flags, 0, 0, user->udata);
            user->triggered = !(user->flags & EV_CLEAR);
        }
        left |= user->active && user->triggered;
    }
    if (left) {
        ring(queue);
    }
    return count;
}

int collect(struct queue *queue, struct kevent *events, int room)
{
    int first = queue->turn++ % SIDES;
    int count = collect_users(queue, events, room);
    count += collect_side(queue, first, events + count, room - count);
    count += collect_side(queue, SIDES - 1 - first, events + count, room - count);
    return count;
}
