/* deadline.c - deadlines on the poller's clock. Neither 0 nor NEVER costs a reading of it. */
#include "deadline.h"
#include "os.h"

#include <time.h>

#define NEVER INT64_MAX
#define PAST 0

static int64_t now(void)
{
    struct timespec time;
    clock_gettime(mr_os_clock, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int64_t mr_deadline_after(int64_t timeout_nanos)
{
    if (timeout_nanos < 0) {
        return NEVER;
    }
    if (timeout_nanos == 0) {
        return PAST;
    }
    int64_t start = now();
    return timeout_nanos < NEVER - start ? start + timeout_nanos : NEVER;
}

int64_t mr_deadline_left(int64_t deadline)
{
    if (deadline == NEVER) {
        return -1;
    }
    if (deadline == PAST) {
        return 0;
    }
    int64_t left = deadline - now();
    return left > 0 ? left : 0;
}
