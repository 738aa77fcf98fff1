/* error_test.c - every error number of ours can be reached, and an unknown one keeps its errno. */
#include "check.h"
#include "error.h"
#include "millrace.h"

#include <errno.h>

static void known_numbers(void)
{
    CHECK_EQ(mr_error_of(EAGAIN), MR_EAGAIN);
    CHECK_EQ(mr_error_of(EWOULDBLOCK), MR_EAGAIN);
    CHECK_EQ(mr_error_of(EINPROGRESS), MR_EINPROGRESS);
    CHECK_EQ(mr_error_of(EBADF), MR_EBADF);
    CHECK_EQ(mr_error_of(EPIPE), MR_EPIPE);
    CHECK_EQ(mr_error_of(ECONNRESET), MR_ECONNRESET);
    CHECK_EQ(mr_error_of(EOPNOTSUPP), MR_EOPNOTSUPP);
    CHECK_EQ(mr_error_of(ENOTSUP), MR_EOPNOTSUPP);
    CHECK_EQ(mr_error_of(ENOTDIR), MR_ENOTDIR);
}

/* From MR_EAGAIN down to MR_ENOTDIR there is an errno for each; MR_ENONET is Linux's alone. */
static void every_number_is_reached(void)
{
    bool reached[1 - MR_ENOTDIR] = {false};
    for (int number = 1; number < 200; number++) {
        int32_t ours = mr_error_of(number);
        CHECK(ours < 0);
        if (ours >= MR_ENOTDIR) {
            reached[-ours] = true;
        }
    }
    for (int i = 1; i <= -MR_ENOTDIR; i++) {
        CHECK_EQ(reached[i] ? i : 0, i);
    }
}

static void unknown_numbers_are_kept(void)
{
    CHECK_EQ(mr_error_of(E2BIG), MR_EOTHER - E2BIG);
    CHECK_EQ(mr_error_of(9999), MR_EOTHER - 9999);
}

static void results(void)
{
    errno = ENOTCONN;
    CHECK_EQ(mr_last_error(), MR_ENOTCONN);
    CHECK_EQ(mr_result(-1), MR_ENOTCONN);
    CHECK_EQ(mr_result(0), 0);
    CHECK_EQ(mr_result(7), 7);
}

int main(void)
{
    RUN(known_numbers);
    RUN(every_number_is_reached);
    RUN(unknown_numbers_are_kept);
    RUN(results);
    return check_failures != 0;
}
