/*
 * poller_batch_test.c - many descriptors at once, in batches of any size.
 * With the argument "roomy" no batch is too small for what is ready: an emulation of kqueue may lose what does not fit.
 */
#include "check.h"
#include "net.h"

#include <string.h>

enum { MANY = 400 };

/* Polls in batches until nothing comes; counts for each key the reports that hold the bit. */
static void count_reports(int64_t poller, int32_t capacity, uint32_t bit, int counts[MANY])
{
    struct mr_ready records[1024];
    int32_t count;
    while ((count = poll_checked(poller, records, capacity, 50 * MILLIS)) > 0) {
        for (int i = 0; i < count; i++) {
            CHECK(records[i].key < MANY);
            counts[records[i].key] += (records[i].ready & bit) != 0;
        }
    }
}

static int count_other_than_one(const int *counts, int many)
{
    int others = 0;
    for (int i = 0; i < many; i++) {
        others += counts[i] != 1;
    }
    return others;
}

static void check_batches(int many, int32_t capacity)
{
    struct pair pairs[MANY];
    int writable[MANY] = {0};
    int readable[MANY] = {0};
    int64_t poller = mr_poller_open();
    for (int i = 0; i < many; i++) {
        pairs[i] = open_pair();
        CHECK_EQ(mr_poller_register(poller, pairs[i].client, i), 0);
    }
    count_reports(poller, capacity, MR_WRITABLE, writable);
    for (int i = 0; i < many; i++) {
        CHECK_EQ(mr_write(pairs[i].server, at("x"), 1), 1);
    }
    count_reports(poller, capacity, MR_READABLE, readable);
    CHECK_EQ(count_other_than_one(writable, many), 0);
    CHECK_EQ(count_other_than_one(readable, many), 0);
    for (int i = 0; i < many; i++) {
        close_pair(pairs[i]);
    }
    mr_poller_close(poller);
}

/* All keys come in one poll, each with both directions: keys without order find out a table that mixes them up. */
static void both_directions_in_one_report(void)
{
    enum { PAIRS = 100 };
    struct pair pairs[PAIRS];
    struct mr_ready records[256];
    int64_t poller = mr_poller_open();
    for (int i = 0; i < PAIRS; i++) {
        pairs[i] = open_pair();
        CHECK_EQ(mr_write(pairs[i].server, at("x"), 1), 1);
        wait_until_readable(pairs[i].client);
        int64_t key = (int64_t)(UINT64_C(0x2545F4914F6CDD1D) * (uint64_t)(i * i + 1));
        CHECK_EQ(mr_poller_register(poller, pairs[i].client, key), 0);
    }
    CHECK_EQ(poll_checked(poller, records, 256, SECONDS), PAIRS);
    for (int i = 0; i < PAIRS; i++) {
        CHECK_EQ(records[i].ready, MR_READABLE | MR_WRITABLE);
        close_pair(pairs[i]);
    }
    mr_poller_close(poller);
}

static void many_in_one_batch(void)
{
    check_batches(100, 1024);
}

static void many_in_small_batches(void)
{
    check_batches(MANY, 64);
    check_batches(MANY, 1024);
    check_batches(MANY, 1);
}

int main(int count, char **arguments)
{
    RUN(both_directions_in_one_report);
    RUN(many_in_one_batch);
    if (count == 1 || strcmp(arguments[1], "roomy") != 0) {
        RUN(many_in_small_batches);
    }
    return check_failures != 0;
}
