/*
 * jni.c - a second way to call the same functions. JNA builds each call from a description of it; a JNI entry is
 * compiled for its signature and costs a tenth of that. The entries, their signatures and their registration come from
 * calls.def, and an entry does nothing but pass its arguments on.
 */
#include "millrace.h"

#include <jni.h>

#define TYPE_I jint
#define TYPE_J jlong

/* ---------------------------------------------------------------- the entries */

#define ENTRY(result, function, parameters, arguments) \
    static TYPE_##result JNICALL jni_##function parameters \
    { \
        (void)env; \
        (void)type; \
        return mr_##function arguments; \
    }

#define CALL0(result, function, name) ENTRY(result, function, (JNIEnv * env, jclass type), ())
#define CALL1(result, function, name, A) ENTRY(result, function, (JNIEnv * env, jclass type, TYPE_##A a), (a))
#define CALL2(result, function, name, A, B) \
    ENTRY(result, function, (JNIEnv * env, jclass type, TYPE_##A a, TYPE_##B b), (a, b))
#define CALL3(result, function, name, A, B, C) \
    ENTRY(result, function, (JNIEnv * env, jclass type, TYPE_##A a, TYPE_##B b, TYPE_##C c), (a, b, c))
#define CALL4(result, function, name, A, B, C, D) \
    ENTRY(result, function, (JNIEnv * env, jclass type, TYPE_##A a, TYPE_##B b, TYPE_##C c, TYPE_##D d), (a, b, c, d))

#include "calls.def"

/* ---------------------------------------------------------------- their registration */

/* A JNINativeMethod has no const, though nobody writes to it. */
#define METHOD(result, function, name, parameters) \
    {(char *)#name, (char *)"(" parameters ")" #result, (void *)jni_##function},

#define CALL0(result, function, name) METHOD(result, function, name, "")
#define CALL1(result, function, name, A) METHOD(result, function, name, #A)
#define CALL2(result, function, name, A, B) METHOD(result, function, name, #A #B)
#define CALL3(result, function, name, A, B, C) METHOD(result, function, name, #A #B #C)
#define CALL4(result, function, name, A, B, C, D) METHOD(result, function, name, #A #B #C #D)

static const JNINativeMethod methods[] = {
#include "calls.def"
};

/* FindClass uses the loader of the calling method's class, so the caller has to be NativeCalls itself. */
int32_t mr_bind_entries(void *env)
{
    JNIEnv *jni = env;
    jclass type = (*jni)->FindClass(jni, "dev/millrace/sys/NativeCalls");
    if (type == NULL) {
        return JNI_ERR;
    }
    return (*jni)->RegisterNatives(jni, type, methods, sizeof methods / sizeof methods[0]);
}
