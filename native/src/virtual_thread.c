/*
 * virtual_thread.c - virtual threads on a scheduler of the caller's. The JDK (21 and later) has a constructor for that
 * in the package-private class java.lang.VirtualThread. JNI does not check access, so C can call it without any JVM
 * flag; Java only ever gets the threads, never the constructor or a Lookup that reaches it.
 *
 * The ids below are the only state that this library keeps: a class of java.base is never unloaded, so they stay valid.
 * Every class loader that brings its own HiddenVirtualThreads sets them to the same values.
 */
#include "millrace.h"

#include <jni.h>
#include <stddef.h>

#define PARAMETERS "Ljava/util/concurrent/Executor;Ljava/lang/String;ILjava/lang/Runnable;"

static jclass thread_type;        /* java.lang.VirtualThread, a global reference */
static jmethodID thread_new;      /* its constructor (Executor, String, int, Runnable) */
static jobject default_scheduler; /* VirtualThread.DEFAULT_SCHEDULER, a global reference */
static jmethodID executor_execute;

/* An exception that the constructor throws is pending when this returns, and JNI throws it in the caller. */
static jobject JNICALL make(JNIEnv *env, jclass type, jobject scheduler, jstring name, jint characteristics,
                            jobject body)
{
    (void)type;
    return (*env)->NewObject(env, thread_type, thread_new, scheduler, name, characteristics, body);
}

static void JNICALL run_by_default(JNIEnv *env, jclass type, jobject continuation)
{
    (void)type;
    (*env)->CallVoidMethod(env, default_scheduler, executor_execute, continuation);
}

static const JNINativeMethod methods[] = {
    {(char *)"make", (char *)"(" PARAMETERS ")Ljava/lang/Thread;", (void *)make},
    {(char *)"runByDefault", (char *)"(Ljava/lang/Runnable;)V", (void *)run_by_default},
};

/* The field's type was narrowed and widened from one JDK to the next. Leaves no exception behind. */
static jobject find_default_scheduler(JNIEnv *env, jclass type)
{
    static const char *const types[] = {
        "Ljava/util/concurrent/ForkJoinPool;",
        "Ljava/util/concurrent/Executor;",
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        jfieldID field = (*env)->GetStaticFieldID(env, type, "DEFAULT_SCHEDULER", types[i]);
        if (field != NULL) {
            return (*env)->GetStaticObjectField(env, type, field);
        }
        (*env)->ExceptionClear(env);
    }
    return NULL;
}

/* Each step is taken only if the one before succeeded: JNI forbids most calls while an exception is pending. */
int32_t mr_bind_virtual_threads(void *env)
{
    JNIEnv *jni = env;
    jclass type = (*jni)->FindClass(jni, "java/lang/VirtualThread");
    jmethodID constructor = type == NULL ? NULL : (*jni)->GetMethodID(jni, type, "<init>", "(" PARAMETERS ")V");
    jobject scheduler = constructor == NULL ? NULL : find_default_scheduler(jni, type);
    jclass executor = scheduler == NULL ? NULL : (*jni)->FindClass(jni, "java/util/concurrent/Executor");
    jmethodID execute = executor == NULL ? NULL
        : (*jni)->GetMethodID(jni, executor, "execute", "(Ljava/lang/Runnable;)V");
    jclass caller = execute == NULL ? NULL : (*jni)->FindClass(jni, "dev/millrace/sys/HiddenVirtualThreads");
    if (caller == NULL) {
        (*jni)->ExceptionClear(jni);
        return JNI_ERR;
    }
    thread_type = (*jni)->NewGlobalRef(jni, type);
    default_scheduler = (*jni)->NewGlobalRef(jni, scheduler);
    thread_new = constructor;
    executor_execute = execute;
    return (*jni)->RegisterNatives(jni, caller, methods, sizeof methods / sizeof methods[0]);
}
