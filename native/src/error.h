/* error.h - maps the operating system's error numbers to ours. */
#ifndef MILLRACE_ERROR_H
#define MILLRACE_ERROR_H

#include <stdint.h>

/* The number of enum mr_error for an errno, which must not be 0. */
int32_t mr_error_of(int number);

/* The number of enum mr_error for the current errno. */
int32_t mr_last_error(void);

/* A call's result: itself if it is >= 0, else mr_last_error(). */
int32_t mr_result(int result);

#endif
