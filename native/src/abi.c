/* abi.c - which contract this library was built to. */
#include "millrace.h"

int32_t mr_abi(void)
{
    return MR_ABI;
}
