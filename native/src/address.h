/* address.h - the addresses of millrace.h and the sockaddr of the operating system. */
#ifndef MILLRACE_ADDRESS_H
#define MILLRACE_ADDRESS_H

#include <stdint.h>
#include <sys/socket.h>

/*
 * Reads the address at bytes as far as its length says. Returns the sockaddr's length, MR_EAFNOSUPPORT, MR_EINVAL or
 * MR_ENAMETOOLONG.
 */
int32_t mr_address_read(int64_t bytes, struct sockaddr_storage *to);

/*
 * Fills MR_ADDRESS_BYTES from a sockaddr with the length that the kernel gave. Returns 0, or MR_EAFNOSUPPORT if it is
 * of no family of millrace.h; then nothing is written.
 */
int32_t mr_address_write(const struct sockaddr_storage *from, socklen_t length, int64_t bytes);

#endif
