/* unix_test.c - Unix sockets: their names, and the files that they are bound to. */
#include "check.h"
#include "net.h"
#include "os.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The tests run in a directory of their own, so that a path is short. */
static struct address named(const char *name, size_t length)
{
    struct address address = {{1, (uint8_t)(2 + length)}};
    memcpy(address.bytes + 2, name, length);
    return address;
}

static struct address path(const char *text)
{
    return named(text, strlen(text));
}

static int32_t listener_at(struct address address)
{
    int32_t fd = mr_socket_open(1, MR_STREAM);
    CHECK_EQ(mr_socket_bind(fd, at(&address)), 0);
    CHECK_EQ(mr_socket_listen(fd, 8), 0);
    return fd;
}

static int32_t connect_to(struct address address)
{
    int32_t fd = mr_socket_open(1, MR_STREAM);
    int32_t result = mr_socket_connect(fd, at(&address));
    mr_close(fd);
    return result;
}

static void exchange(struct address address)
{
    static const uint8_t unnamed[MR_ADDRESS_BYTES] = {1, 2};
    struct address peer, local;
    int32_t listener = listener_at(address);
    int32_t client = mr_socket_open(1, MR_STREAM);
    CHECK_EQ(mr_socket_accept(listener, at(&peer)), MR_EAGAIN);
    CHECK_EQ(mr_socket_connect(client, at(&address)), 0);
    CHECK_EQ(mr_socket_finish_connect(client), 0);
    int32_t server = mr_socket_accept(listener, at(&peer));
    CHECK(fcntl(server, F_GETFL) & O_NONBLOCK);
    CHECK(fcntl(server, F_GETFD) & FD_CLOEXEC);
    CHECK(memcmp(&peer, unnamed, sizeof peer) == 0);
    CHECK_EQ(mr_socket_local_address(client, at(&local)), 0);
    CHECK(memcmp(&local, unnamed, sizeof local) == 0);
    CHECK_EQ(mr_socket_local_address(listener, at(&local)), 0);
    CHECK(memcmp(&local, &address, sizeof local) == 0);
    CHECK_EQ(mr_socket_remote_address(client, at(&peer)), 0);
    CHECK(memcmp(&peer, &address, sizeof peer) == 0);
    char buffer[8];
    CHECK_EQ(mr_write(client, at("water"), 5), 5);
    CHECK_EQ(mr_socket_shutdown_output(client), 0);
    CHECK_EQ(mr_read(server, at(buffer), 8), 5);
    CHECK_EQ(mr_read(server, at(buffer), 8), 0);
    close_pair((struct pair){client, server});
    mr_close(listener);
}

static void a_path(void)
{
    exchange(path("mill"));
    unlink("mill");
}

static void the_longest_path(void)
{
    char longest[109] = {0};
    memset(longest, 'p', mr_os_abstract_names ? 108 : 104);
    exchange(path(longest));
    unlink(longest);
}

static void abstract_names(void)
{
    if (!mr_os_abstract_names) {
        printf("  no abstract names here: skipped\n");
        return;
    }
    char name[] = "\0mill 0123456789\0";
    memcpy(name + 6, &(int64_t){now_nanos()}, 8);
    struct address whole = named(name, sizeof name - 1), shorter = named(name, sizeof name - 2);
    exchange(whole);
    int32_t listener = listener_at(whole);
    CHECK_EQ(connect_to(shorter), MR_ECONNREFUSED);
    CHECK_EQ(connect_to(whole), 0);
    mr_close(listener);
    CHECK_EQ(connect_to(whole), MR_ECONNREFUSED);
}

static void names_that_are_refused(void)
{
    int32_t fd = mr_socket_open(1, MR_STREAM);
    char text[126];
    memset(text, 'p', sizeof text);
    struct address overlong = named(text, sizeof text), empty = named("", 0), ip = loopback(4, 0);
    CHECK_EQ(mr_socket_bind(fd, at(&overlong)), MR_ENAMETOOLONG);
    CHECK_EQ(mr_socket_connect(fd, at(&overlong)), MR_ENAMETOOLONG);
    CHECK_EQ(mr_socket_bind(fd, at(&empty)), MR_EINVAL);
    CHECK_EQ(mr_socket_connect(fd, at(&empty)), MR_EINVAL);
    CHECK(mr_socket_bind(fd, at(&ip)) < 0);
    struct address lost = path("no/such");
    CHECK_EQ(mr_socket_bind(fd, at(&lost)), MR_ENOENT);
    mr_close(fd);
    CHECK_EQ(mr_socket_open(1, MR_DATAGRAM), MR_EINVAL);
    CHECK_EQ(mr_socket_open(1, 3), MR_EINVAL);
}

static void connects_that_fail(void)
{
    CHECK_EQ(connect_to(path("nothing")), MR_ENOENT);
    mr_close(open("file", O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    int32_t result = connect_to(path("file"));
    CHECK(result == MR_ECONNREFUSED || result == MR_ENOTSOCK);
    unlink("file");
}

static void a_stale_path_is_in_use(void)
{
    struct address address = path("stale");
    mr_close(listener_at(address));
    CHECK_EQ(connect_to(address), MR_ECONNREFUSED);
    int32_t fd = mr_socket_open(1, MR_STREAM);
    CHECK_EQ(mr_socket_bind(fd, at(&address)), MR_EADDRINUSE);
    mr_close(fd);
    unlink("stale");
}

static void a_path_is_removed_by_whoever_has_it(void)
{
    struct address address = path("own"), abstract = named("\0a", 2), ip = loopback(4, 0);
    uint8_t first[MR_FILE_BYTES], second[MR_FILE_BYTES];
    CHECK_EQ(mr_socket_path_file(at(&address), at(first)), MR_ENOENT);
    int32_t one = listener_at(address);
    CHECK_EQ(mr_socket_path_file(at(&address), at(first)), 0);
    unlink("own");
    int32_t other = listener_at(address);
    CHECK_EQ(mr_socket_path_file(at(&address), at(second)), 0);
    CHECK(memcmp(first, second, sizeof first) != 0);
    CHECK_EQ(mr_socket_remove_path(at(&address), at(first)), MR_ENOENT);
    CHECK_EQ(connect_to(address), 0);
    CHECK_EQ(mr_socket_remove_path(at(&address), at(second)), 0);
    CHECK_EQ(connect_to(address), MR_ENOENT);
    CHECK_EQ(mr_socket_remove_path(at(&address), at(second)), MR_ENOENT);
    CHECK_EQ(mr_socket_path_file(at(&abstract), at(first)), MR_EINVAL);
    CHECK_EQ(mr_socket_remove_path(at(&ip), at(first)), MR_EINVAL);
    mr_close(one);
    mr_close(other);
}

int main(void)
{
    char directory[] = "/tmp/millrace-unix-XXXXXX";
    CHECK(mkdtemp(directory) != NULL && chdir(directory) == 0);
    RUN(a_path);
    RUN(the_longest_path);
    RUN(abstract_names);
    RUN(names_that_are_refused);
    RUN(connects_that_fail);
    RUN(a_stale_path_is_in_use);
    RUN(a_path_is_removed_by_whoever_has_it);
    CHECK_EQ(rmdir(directory), 0);
    return check_failures != 0;
}
