/* library_test.c <library> - the built library opens, and exports the whole of millrace.h. */
#include "check.h"
#include "millrace.h"

#include <dlfcn.h>
#include <stddef.h>

static const char *const names[] = {
    "mr_abi",
    "mr_bind_entries",
    "mr_bind_virtual_threads",
    "mr_poller_close",
    "mr_poller_deregister",
    "mr_poller_open",
    "mr_poller_poll",
    "mr_poller_register",
    "mr_poller_wakeup",
    "mr_socket_accept",
    "mr_socket_bind",
    "mr_socket_close",
    "mr_socket_connect",
    "mr_socket_finish_connect",
    "mr_socket_get_option",
    "mr_socket_listen",
    "mr_socket_local_address",
    "mr_socket_open",
    "mr_socket_read",
    "mr_socket_remote_address",
    "mr_socket_set_option",
    "mr_socket_shutdown_output",
    "mr_socket_write",
};

int main(int count, char **arguments)
{
    void *library = count == 2 ? dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    if (library == NULL) {
        printf("%s\n", dlerror());
        return 1;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!CHECK(dlsym(library, names[i]) != NULL)) {
            printf("%s is not exported\n", names[i]);
        }
    }
    CHECK(dlsym(library, "mr_error_of") == NULL);
    int32_t (*abi)(void);
    *(void **)&abi = dlsym(library, "mr_abi");
    CHECK_EQ(abi(), MR_ABI);
    dlclose(library);
    return check_failures != 0;
}
