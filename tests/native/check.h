/* check.h - all the test framework there is: a failed check is printed and counted, and the test goes on. */
#ifndef CHECK_H
#define CHECK_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>

static int check_failures;

/* True if the condition held. */
#define CHECK(condition) check_that((condition), #condition, __FILE__, __LINE__)

/* The same for two integers, which are shown. */
#define CHECK_EQ(actual, expected) check_eq((actual), (expected), #actual, __FILE__, __LINE__)

#define RUN(test) (printf("%s\n", #test), fflush(stdout), test())

static inline bool check_that(bool held, const char *what, const char *file, int line)
{
    if (!held) {
        check_failures++;
        printf("%s:%d: failed: %s\n", file, line, what);
    }
    return held;
}

static inline bool check_eq(int64_t actual, int64_t expected, const char *what, const char *file, int line)
{
    if (actual != expected) {
        check_failures++;
        printf("%s:%d: failed: %s is %" PRId64 ", not %" PRId64 "\n", file, line, what, actual, expected);
    }
    return actual == expected;
}

#endif
