/* path.c - the files that Unix sockets are bound to. */
#include "address.h"
#include "error.h"
#include "millrace.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

struct file {
    uint64_t device;
    uint64_t number;
};

/* Room for a path that fills sun_path, and the zero that such a one does not have there. */
struct path {
    char text[sizeof(((struct sockaddr_un *)NULL)->sun_path) + 1];
};

static int32_t read_path(int64_t address, struct path *path)
{
    struct sockaddr_storage storage;
    int32_t length = mr_address_read(address, &storage);
    if (length < 0) {
        return length;
    }
    const struct sockaddr_un *local = (const struct sockaddr_un *)&storage;
    if (storage.ss_family != AF_UNIX || local->sun_path[0] == 0) {
        return MR_EINVAL;
    }
    memset(path, 0, sizeof *path);
    memcpy(path->text, local->sun_path, sizeof local->sun_path);
    return 0;
}

static int32_t look_up(const struct path *path, struct file *found)
{
    struct stat status;
    if (lstat(path->text, &status) < 0) {
        return mr_last_error();
    }
    *found = (struct file){.device = (uint64_t)status.st_dev, .number = (uint64_t)status.st_ino};
    return 0;
}

int32_t mr_socket_path_file(int64_t address, int64_t file)
{
    struct path path;
    struct file found = {0};
    int32_t result = read_path(address, &path);
    result = result < 0 ? result : look_up(&path, &found);
    if (result == 0) {
        memcpy((void *)(intptr_t)file, &found, sizeof found);
    }
    return result;
}

int32_t mr_socket_remove_path(int64_t address, int64_t file)
{
    struct path path;
    struct file found = {0}, expected;
    memcpy(&expected, (const void *)(intptr_t)file, sizeof expected);
    int32_t result = read_path(address, &path);
    result = result < 0 ? result : look_up(&path, &found);
    if (result < 0) {
        return result;
    }
    if (found.device != expected.device || found.number != expected.number) {
        return MR_ENOENT;
    }
    return mr_result(unlink(path.text));
}
