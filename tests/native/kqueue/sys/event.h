/*
 * sys/event.h - a stand-in for macOS's kqueue(2) over Linux's epoll, for tests only: it lets poller_kqueue.c run, and
 * be debugged and sanitized, on Linux. Numbers and layout are Darwin's.
 *
 * What it does as macOS does:
 * - READ and WRITE of a descriptor are registrations of their own; each is an event of its own, in either order.
 * - EV_CLEAR reports once, then at the next activity. Adding runs the filter at once; adding again changes and re-arms.
 * - A change that fails is reported in the event list if there is room, and the rest goes on; without room kevent
 *   returns -1 and the rest is not applied. EV_RECEIPT reports a success as well. If anything was reported so, no
 *   pending event is collected.
 * - EV_DISABLE keeps a registration from reporting. A change without EV_ADD gives ENOENT for what is not registered, or
 *   was and is closed; it takes the new udata (and re-arms, unlike macOS).
 * - A socket that never connected is neither readable nor writable.
 * - EV_EOF on READ: the peer ended its direction, or the connection broke; on WRITE: nothing can be sent any more.
 *   fflags then holds the socket's error. As on some kernels, and unlike macOS, SO_ERROR is taken by that.
 * - EVFILT_USER triggers merge until they are collected. A signal ends a wait with EINTR, whatever SA_RESTART says.
 * - A timeout of more than a day is refused with EINVAL (macOS refuses "too long", and does not say what that is).
 * - Threads may change a queue while others wait on it.
 *
 * What differs from macOS:
 * - The last close of a descriptor ends its registrations here too, but a duplicate keeps them alive as in epoll.
 * - The peer's FIN may report WRITE as well, without need. data is always 0.
 * - Closing a queue frees its memory and two more descriptors only when another queue gets its number.
 * - Nothing else is there: no other filter, no EV_ONESHOT, EV_DISPATCH, EV_ENABLE.
 */
#ifndef STANDIN_SYS_EVENT_H
#define STANDIN_SYS_EVENT_H

#include <stdint.h>
#include <time.h>

struct kevent {
    uintptr_t ident;
    int16_t filter;
    uint16_t flags;
    uint32_t fflags;
    intptr_t data;
    void *udata;
};

#define EVFILT_READ (-1)
#define EVFILT_WRITE (-2)
#define EVFILT_USER (-10)

#define EV_ADD 0x0001
#define EV_DELETE 0x0002
#define EV_DISABLE 0x0008
#define EV_CLEAR 0x0020
#define EV_RECEIPT 0x0040
#define EV_ERROR 0x4000
#define EV_EOF 0x8000

#define NOTE_TRIGGER 0x01000000

#define EV_SET(event, id, fil, fl, ffl, dat, user) \
    (*(event) = (struct kevent){ \
        .ident = (id), .filter = (fil), .flags = (fl), .fflags = (ffl), .data = (dat), .udata = (user)})

int kqueue(void);

int kevent(int queue, const struct kevent *changes, int nchanges, struct kevent *events, int nevents,
    const struct timespec *timeout);

#endif
