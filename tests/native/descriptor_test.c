/* descriptor_test.c - reading, writing and closing what is not a socket. socket_test.c has those of sockets. */
#include "check.h"
#include "net.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t pipe_signals;

static void count_signal(int number)
{
    (void)number;
    pipe_signals++;
}

struct pipe_ends {
    int reader;
    int writer;
};

static struct pipe_ends open_pipe(void)
{
    int ends[2] = {-1, -1};
    CHECK_EQ(pipe(ends), 0);
    for (int i = 0; i < 2; i++) {
        CHECK_EQ(fcntl(ends[i], F_SETFL, O_NONBLOCK), 0);
    }
    return (struct pipe_ends){ends[0], ends[1]};
}

static void a_pipe_carries_bytes_to_its_end(void)
{
    struct pipe_ends ends = open_pipe();
    char buffer[16];
    CHECK_EQ(mr_read(ends.reader, at(buffer), 16), MR_EAGAIN);
    CHECK_EQ(mr_write(ends.writer, at("water"), 5), 5);
    CHECK_EQ(mr_read(ends.reader, at(buffer), 16), 5);
    CHECK(memcmp(buffer, "water", 5) == 0);
    CHECK_EQ(mr_write(ends.writer, at(buffer), -1), MR_EINVAL);
    CHECK_EQ(mr_read(ends.reader, at(buffer), -1), MR_EINVAL);
    CHECK_EQ(mr_close(ends.writer), 0);
    CHECK_EQ(mr_read(ends.reader, at(buffer), 16), 0);
    CHECK_EQ(mr_close(ends.reader), 0);
    CHECK_EQ(mr_close(ends.reader), MR_EBADF);
}

static void a_pipe_takes_what_fits(void)
{
    static char block[1 << 20];
    struct pipe_ends ends = open_pipe();
    int32_t count = mr_write(ends.writer, at(block), sizeof block);
    CHECK(count > 0 && (size_t)count < sizeof block);
    CHECK_EQ(mr_write(ends.writer, at(block), sizeof block), MR_EAGAIN);
    mr_close(ends.reader);
    mr_close(ends.writer);
}

static void a_pipe_without_reader_raises_no_signal(void)
{
    struct pipe_ends ends = open_pipe();
    signal(SIGPIPE, count_signal);
    mr_close(ends.reader);
    for (int i = 0; i < 3; i++) {
        CHECK_EQ(mr_write(ends.writer, at("x"), 1), MR_EPIPE);
    }
    CHECK_EQ(pipe_signals, 0);
    raise(SIGPIPE);
    CHECK_EQ(pipe_signals, 1); /* the thread takes its signals as before */
    mr_close(ends.writer);
    signal(SIGPIPE, SIG_DFL);
}

/* A signal that somebody else raised while this thread had it blocked is not taken away by a write. */
static void a_pending_signal_stays(void)
{
    struct pipe_ends ends = open_pipe();
    sigset_t pipe_only, before;
    pipe_signals = 0;
    signal(SIGPIPE, count_signal);
    sigemptyset(&pipe_only);
    sigaddset(&pipe_only, SIGPIPE);
    sigprocmask(SIG_BLOCK, &pipe_only, &before);
    raise(SIGPIPE);
    mr_close(ends.reader);
    CHECK_EQ(mr_write(ends.writer, at("x"), 1), MR_EPIPE);
    CHECK_EQ(pipe_signals, 0);
    sigprocmask(SIG_SETMASK, &before, NULL);
    CHECK_EQ(pipe_signals, 1);
    mr_close(ends.writer);
    signal(SIGPIPE, SIG_DFL);
}

int main(void)
{
    RUN(a_pipe_carries_bytes_to_its_end);
    RUN(a_pipe_takes_what_fits);
    RUN(a_pipe_without_reader_raises_no_signal);
    RUN(a_pending_signal_stays);
    return check_failures != 0;
}
