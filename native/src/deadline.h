/* deadline.h - how long a poll still has to wait, however often the kernel gave up early. */
#ifndef MILLRACE_DEADLINE_H
#define MILLRACE_DEADLINE_H

#include <stdint.h>

/* The moment at which a timeout ends; timeout < 0 never ends. A moment too far away never ends either. */
int64_t mr_deadline_after(int64_t timeout_nanos);

/* The time that is left: > 0, 0 if the moment has come, -1 if it never comes. */
int64_t mr_deadline_left(int64_t deadline);

#endif
