/* abi.c - the version of the contract that this library was built to. */
#include "millrace.h"

int32_t mr_abi(void)
{
    return MR_ABI;
}
