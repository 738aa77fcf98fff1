/* queue.h - what a queue of the stand-in is made of, and the two things done to it. The caller holds the lock. */
#ifndef STANDIN_QUEUE_H
#define STANDIN_QUEUE_H

#include "sys/event.h"

#include <stdbool.h>
#include <stdint.h>

enum { READ = 0, WRITE = 1, SIDES = 2 };
enum { MAX_USERS = 8 };

struct knote {
    bool active;
    bool disabled;
    bool triggered; /* EVFILT_USER */
    uint16_t flags;
    int error; /* what SO_ERROR once told: it tells it only once */
    uintptr_t ident;
    void *udata;
};

struct queue {
    int side[SIDES];
    int bell;                    /* readable while a user event is triggered */
    unsigned turn;               /* odd and even calls collect the two sides in different orders */
    int room;                    /* descriptors below this have a place in knotes */
    struct knote *knotes[SIDES]; /* by descriptor */
    struct knote users[MAX_USERS];
};

bool is_open(int fd);

/* Says that a user event is triggered. */
void ring(struct queue *queue);

/* Applies the changes. Returns how many receipts and errors it put into events, or -1 and errno. */
int apply_all(struct queue *queue, const struct kevent *changes, int nchanges, struct kevent *events, int room);

/* Takes what is ready, without waiting. Returns how many events it made. */
int collect(struct queue *queue, struct kevent *events, int room);

#endif
