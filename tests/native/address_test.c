/* address_test.c - there and back. */
#include "address.h"
#include "check.h"
#include "net.h"
#include "os.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>

static const uint8_t v4_bytes[MR_ADDRESS_BYTES] = {4, 24, 0x1F, 0x90, 0, 0, 0, 0, 192, 0, 2, 1};

static const uint8_t v6_bytes[MR_ADDRESS_BYTES] = {
    6, 24, 0xFF, 0xFE, 0, 0, 1, 2, 0xFE, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9};

static void v4(void)
{
    struct sockaddr_storage storage;
    uint8_t bytes[MR_ADDRESS_BYTES];
    CHECK_EQ(mr_address_read(at(v4_bytes), &storage), sizeof(struct sockaddr_in));
    const struct sockaddr_in *address = (const struct sockaddr_in *)&storage;
    CHECK_EQ(address->sin_family, AF_INET);
    CHECK_EQ(ntohs(address->sin_port), 8080);
    CHECK_EQ(ntohl(address->sin_addr.s_addr), 0xC0000201);
    memset(bytes, 0xAA, sizeof bytes);
    CHECK_EQ(mr_address_write(&storage, sizeof(struct sockaddr_in), at(bytes)), 0);
    CHECK(memcmp(bytes, v4_bytes, sizeof bytes) == 0);
}

static void v6_with_scope(void)
{
    struct sockaddr_storage storage;
    uint8_t bytes[MR_ADDRESS_BYTES];
    CHECK_EQ(mr_address_read(at(v6_bytes), &storage), sizeof(struct sockaddr_in6));
    const struct sockaddr_in6 *address = (const struct sockaddr_in6 *)&storage;
    CHECK_EQ(address->sin6_family, AF_INET6);
    CHECK_EQ(ntohs(address->sin6_port), 65534);
    CHECK_EQ(address->sin6_scope_id, 0x102);
    CHECK_EQ(address->sin6_flowinfo, 0);
    CHECK(memcmp(&address->sin6_addr, v6_bytes + 8, 16) == 0);
    memset(bytes, 0xAA, sizeof bytes);
    CHECK_EQ(mr_address_write(&storage, sizeof(struct sockaddr_in6), at(bytes)), 0);
    CHECK(memcmp(bytes, v6_bytes, sizeof bytes) == 0);
}

static void unaligned(void)
{
    struct sockaddr_storage storage;
    uint8_t room[MR_ADDRESS_BYTES + 1];
    memcpy(room + 1, v6_bytes, sizeof v6_bytes);
    CHECK_EQ(mr_address_read(at(room + 1), &storage), sizeof(struct sockaddr_in6));
    CHECK_EQ(mr_address_write(&storage, sizeof(struct sockaddr_in6), at(room + 1)), 0);
    CHECK(memcmp(room + 1, v6_bytes, sizeof v6_bytes) == 0);
}

static void other_families(void)
{
    struct sockaddr_storage storage = {0};
    uint8_t bytes[MR_ADDRESS_BYTES] = {0};
    CHECK_EQ(mr_address_read(at(bytes), &storage), MR_EAFNOSUPPORT);
    storage.ss_family = AF_UNSPEC;
    memset(bytes, 0xAA, sizeof bytes);
    CHECK_EQ(mr_address_write(&storage, sizeof storage, at(bytes)), MR_EAFNOSUPPORT);
    CHECK_EQ(bytes[0], 0xAA);
}

/* Read as far as the length says, and no further: the sanitizers watch over the two bytes. */
static void a_length_that_does_not_fit(void)
{
    struct sockaddr_storage storage;
    for (int family = 4; family <= 6; family += 2) {
        for (int length = 0; length < 256; length++) {
            uint8_t bytes[2] = {(uint8_t)family, (uint8_t)length};
            if (length != MR_IP_ADDRESS_BYTES) {
                CHECK_EQ(mr_address_read(at(bytes), &storage), MR_EINVAL);
            }
        }
    }
}

static struct address unix_name(const char *name, size_t length)
{
    struct address address = {{1, (uint8_t)(2 + length)}};
    memcpy(address.bytes + 2, name, length);
    return address;
}

static void there_and_back(const char *name, size_t length)
{
    struct sockaddr_storage storage;
    struct address address = unix_name(name, length), back;
    int32_t size = mr_address_read(at(&address), &storage);
    CHECK_EQ(size, (int64_t)(offsetof(struct sockaddr_un, sun_path) + length));
    CHECK_EQ(storage.ss_family, AF_UNIX);
    CHECK(memcmp(((struct sockaddr_un *)&storage)->sun_path, name, length) == 0);
    memset(&back, 0xAA, sizeof back);
    CHECK_EQ(mr_address_write(&storage, (socklen_t)size, at(&back)), 0);
    CHECK(memcmp(&address, &back, sizeof back) == 0);
}

static void unix_paths(void)
{
    char longest[sizeof((struct sockaddr_un *)NULL)->sun_path];
    memset(longest, 'p', sizeof longest);
    there_and_back("/run/mill", 9);
    there_and_back("p", 1);
    there_and_back(longest, sizeof longest);
    if (mr_os_abstract_names) {
        there_and_back("\0mill\0race", 10);
        there_and_back("\0", 1);
    }
}

/* getsockname counts the zero after a path, and none of a socket without a name. */
static void unix_names_as_kernels_give_them(void)
{
    struct sockaddr_storage storage = {.ss_family = AF_UNIX};
    struct address address, expected = unix_name("/run", 4), none = unix_name("", 0);
    const socklen_t start = offsetof(struct sockaddr_un, sun_path);
    CHECK_EQ(mr_address_write(&storage, start, at(&address)), 0);
    CHECK(memcmp(&address, &none, sizeof none) == 0);
    memcpy(((struct sockaddr_un *)&storage)->sun_path, "/run", 4);
    CHECK_EQ(mr_address_write(&storage, start + 5, at(&address)), 0);
    CHECK(memcmp(&address, &expected, sizeof expected) == 0);
}

/* Each array is as long as it says it is: the sanitizers watch over what is read after it. */
static void unix_names_that_do_not_fit(void)
{
    struct sockaddr_storage storage;
    uint8_t bytes[255];
    memset(bytes, 'p', sizeof bytes);
    bytes[0] = 1;
    for (size_t length = 2 + sizeof((struct sockaddr_un *)NULL)->sun_path + 1; length <= sizeof bytes; length++) {
        bytes[1] = (uint8_t)length;
        CHECK_EQ(mr_address_read(at(bytes), &storage), MR_ENAMETOOLONG);
    }
    for (uint8_t length = 0; length <= 2; length++) {
        uint8_t empty[2] = {1, length};
        CHECK_EQ(mr_address_read(at(empty), &storage), MR_EINVAL);
    }
    uint8_t zero_inside[5] = {1, 5, 'a', 0, 'b'};
    uint8_t zero_at_the_end[4] = {1, 4, 'a', 0};
    CHECK_EQ(mr_address_read(at(zero_inside), &storage), MR_EINVAL);
    CHECK_EQ(mr_address_read(at(zero_at_the_end), &storage), MR_EINVAL);
}

int main(void)
{
    RUN(v4);
    RUN(v6_with_scope);
    RUN(unaligned);
    RUN(other_families);
    RUN(unix_paths);
    RUN(unix_names_as_kernels_give_them);
    RUN(unix_names_that_do_not_fit);
    RUN(a_length_that_does_not_fit);
    return check_failures != 0;
}
