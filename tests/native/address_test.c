/* address_test.c - there and back. */
#include "address.h"
#include "check.h"
#include "net.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

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
    CHECK_EQ(mr_address_write(&storage, at(bytes)), 0);
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
    CHECK_EQ(mr_address_write(&storage, at(bytes)), 0);
    CHECK(memcmp(bytes, v6_bytes, sizeof bytes) == 0);
}

static void unaligned(void)
{
    struct sockaddr_storage storage;
    uint8_t room[MR_ADDRESS_BYTES + 1];
    memcpy(room + 1, v6_bytes, sizeof v6_bytes);
    CHECK_EQ(mr_address_read(at(room + 1), &storage), sizeof(struct sockaddr_in6));
    CHECK_EQ(mr_address_write(&storage, at(room + 1)), 0);
    CHECK(memcmp(room + 1, v6_bytes, sizeof v6_bytes) == 0);
}

static void other_families(void)
{
    struct sockaddr_storage storage = {.ss_family = AF_UNIX};
    uint8_t bytes[MR_ADDRESS_BYTES] = {0};
    CHECK_EQ(mr_address_read(at(bytes), &storage), MR_EAFNOSUPPORT);
    storage.ss_family = AF_UNIX;
    memset(bytes, 0xAA, sizeof bytes);
    CHECK_EQ(mr_address_write(&storage, at(bytes)), MR_EAFNOSUPPORT);
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

int main(void)
{
    RUN(v4);
    RUN(v6_with_scope);
    RUN(unaligned);
    RUN(other_families);
    RUN(a_length_that_does_not_fit);
    return check_failures != 0;
}
