/* library_test.c <library> - the built library opens, and exports the whole of millrace.h. */
#include "check.h"
#include "millrace.h"

#include <dlfcn.h>
#include <stddef.h>

#define CALL0(result, function, name) "mr_" #function,
#define CALL1(result, function, name, A) CALL0(result, function, name)
#define CALL2(result, function, name, A, B) CALL0(result, function, name)
#define CALL3(result, function, name, A, B, C) CALL0(result, function, name)
#define CALL4(result, function, name, A, B, C, D) CALL0(result, function, name)

static const char *const names[] = {
    "mr_bind_entries",
    "mr_bind_virtual_threads",
#include "calls.def"
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
