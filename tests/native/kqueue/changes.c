/* changes.c - the change list: each change gives 0 or an errno. */
#include "queue.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

bool is_open(int fd)
{
    return fcntl(fd, F_GETFD) >= 0;
}

static bool make_room(struct queue *queue, int fd)
{
    int room = 2 * (fd + 32);
    for (int side = 0; side < SIDES && fd >= queue->room; side++) {
        struct knote *grown = realloc(queue->knotes[side], (size_t)room * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        memset(grown + queue->room, 0, (size_t)(room - queue->room) * sizeof *grown);
        queue->knotes[side] = grown;
    }
    queue->room = fd >= queue->room ? room : queue->room;
    return true;
}

/* Which registrations there are is for epoll to say: it forgets those of a descriptor that was closed, and so do we. */
static int set_side(struct queue *queue, int side, const struct kevent *change)
{
    int fd = (int)change->ident;
    struct knote *note = &queue->knotes[side][fd];
    bool add = change->flags & EV_ADD;
    uint16_t clear = add ? change->flags & EV_CLEAR : note->flags;
    struct epoll_event event = {.events = side == READ ? EPOLLIN | EPOLLRDHUP : EPOLLOUT, .data.fd = fd};
    event.events |= clear ? EPOLLET : 0;
    if (add && epoll_ctl(queue->side[side], EPOLL_CTL_ADD, fd, &event) == 0) {
        *note = (struct knote){.active = true, .ident = change->ident};
    } else if ((add && errno != EEXIST) || epoll_ctl(queue->side[side], EPOLL_CTL_MOD, fd, &event) < 0) {
        return errno;
    }
    note->disabled |= (change->flags & EV_DISABLE) != 0;
    note->flags = clear;
    note->udata = change->udata;
    return 0;
}

static int delete_side(struct queue *queue, int side, int fd)
{
    if (fd < queue->room) {
        queue->knotes[side][fd].active = false;
    }
    return epoll_ctl(queue->side[side], EPOLL_CTL_DEL, fd, NULL) < 0 ? ENOENT : 0; /* EPERM too: it never was there */
}

static int change_side(struct queue *queue, int side, const struct kevent *change)
{
    if (change->ident > INT_MAX || !is_open((int)change->ident)) {
        return EBADF;
    }
    int fd = (int)change->ident;
    if (change->flags & EV_DELETE) {
        return delete_side(queue, side, fd);
    }
    return make_room(queue, fd) ? set_side(queue, side, change) : ENOMEM;
}

void ring(struct queue *queue)
{
    uint64_t one = 1;
    (void)!write(queue->bell, &one, sizeof one); /* cannot fail: it is read long before it is full */
}

static struct knote *find_user(struct queue *queue, uintptr_t ident, bool add)
{
    struct knote *vacant = NULL;
    for (int i = 0; i < MAX_USERS; i++) {
        struct knote *user = &queue->users[i];
        if (user->active && user->ident == ident) {
            return user;
        }
        if (!user->active && add) {
            vacant = user;
        }
    }
    if (vacant != NULL) {
        *vacant = (struct knote){.active = true, .ident = ident};
    }
    return vacant;
}

static int change_user(struct queue *queue, const struct kevent *change)
{
    struct knote *user = find_user(queue, change->ident, change->flags & EV_ADD);
    if (user == NULL) {
        return change->flags & EV_ADD ? ENOMEM : ENOENT;
    }
    if (change->flags & EV_DELETE) {
        user->active = false;
        return 0;
    }
    if (change->flags & EV_ADD) {
        user->flags = change->flags & EV_CLEAR;
    }
    user->udata = change->udata;
    if (change->fflags & NOTE_TRIGGER) {
        user->triggered = true;
        ring(queue);
    }
    return 0;
}

static int apply(struct queue *queue, const struct kevent *change)
{
    if (change->flags & ~(EV_ADD | EV_DELETE | EV_DISABLE | EV_CLEAR | EV_RECEIPT)) {
        return EINVAL;
    }
    switch (change->filter) {
    case EVFILT_READ:
        return change_side(queue, READ, change);
    case EVFILT_WRITE:
        return change_side(queue, WRITE, change);
    case EVFILT_USER:
        return change_user(queue, change);
    default:
        return EINVAL;
    }
}

int apply_all(struct queue *queue, const struct kevent *changes, int nchanges, struct kevent *events, int room)
{
    int count = 0;
    for (int i = 0; i < nchanges; i++) {
        int error = apply(queue, &changes[i]);
        if (error == 0 && !(changes[i].flags & EV_RECEIPT)) {
            continue;
        }
        if (count < room) {
            events[count] = changes[i];
            events[count].flags |= EV_ERROR;
            events[count].data = error;
            count++;
        } else if (error != 0) {
            errno = error;
            return -1;
        }
    }
    return count;
}
