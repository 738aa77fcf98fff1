/*
 * jni.c - a second way into the same functions. JNA builds each call from a description of it; a JNI entry is
 * compiled for its signature and costs a tenth. Nothing is done here but passing arguments on.
 */
#include "millrace.h"

#include <jni.h>

static jint JNICALL abi(JNIEnv *env, jclass type)
{
    (void)env;
    (void)type;
    return mr_abi();
}

static jlong JNICALL poller_open(JNIEnv *env, jclass type)
{
    (void)env;
    (void)type;
    return mr_poller_open();
}

static jint JNICALL poller_close(JNIEnv *env, jclass type, jlong poller)
{
    (void)env;
    (void)type;
    return mr_poller_close(poller);
}

static jint JNICALL poller_register(JNIEnv *env, jclass type, jlong poller, jint fd, jlong key)
{
    (void)env;
    (void)type;
    return mr_poller_register(poller, fd, key);
}

static jint JNICALL poller_deregister(JNIEnv *env, jclass type, jlong poller, jint fd)
{
    (void)env;
    (void)type;
    return mr_poller_deregister(poller, fd);
}

static jint JNICALL poller_poll(JNIEnv *env, jclass type, jlong poller, jlong records, jint capacity, jlong timeout)
{
    (void)env;
    (void)type;
    return mr_poller_poll(poller, records, capacity, timeout);
}

static jint JNICALL poller_wakeup(JNIEnv *env, jclass type, jlong poller)
{
    (void)env;
    (void)type;
    return mr_poller_wakeup(poller);
}

static jint JNICALL socket_open(JNIEnv *env, jclass type, jint family)
{
    (void)env;
    (void)type;
    return mr_socket_open(family);
}

static jint JNICALL socket_bind(JNIEnv *env, jclass type, jint fd, jlong address)
{
    (void)env;
    (void)type;
    return mr_socket_bind(fd, address);
}

static jint JNICALL socket_listen(JNIEnv *env, jclass type, jint fd, jint backlog)
{
    (void)env;
    (void)type;
    return mr_socket_listen(fd, backlog);
}

static jint JNICALL socket_accept(JNIEnv *env, jclass type, jint fd, jlong address)
{
    (void)env;
    (void)type;
    return mr_socket_accept(fd, address);
}

static jint JNICALL socket_connect(JNIEnv *env, jclass type, jint fd, jlong address)
{
    (void)env;
    (void)type;
    return mr_socket_connect(fd, address);
}

static jint JNICALL socket_finish_connect(JNIEnv *env, jclass type, jint fd)
{
    (void)env;
    (void)type;
    return mr_socket_finish_connect(fd);
}

static jint JNICALL socket_read(JNIEnv *env, jclass type, jint fd, jlong buffer, jint length)
{
    (void)env;
    (void)type;
    return mr_socket_read(fd, buffer, length);
}

static jint JNICALL socket_write(JNIEnv *env, jclass type, jint fd, jlong buffer, jint length)
{
    (void)env;
    (void)type;
    return mr_socket_write(fd, buffer, length);
}

static jint JNICALL socket_shutdown_output(JNIEnv *env, jclass type, jint fd)
{
    (void)env;
    (void)type;
    return mr_socket_shutdown_output(fd);
}

static jint JNICALL socket_close(JNIEnv *env, jclass type, jint fd)
{
    (void)env;
    (void)type;
    return mr_socket_close(fd);
}

static jint JNICALL socket_local_address(JNIEnv *env, jclass type, jint fd, jlong address)
{
    (void)env;
    (void)type;
    return mr_socket_local_address(fd, address);
}

static jint JNICALL socket_remote_address(JNIEnv *env, jclass type, jint fd, jlong address)
{
    (void)env;
    (void)type;
    return mr_socket_remote_address(fd, address);
}

static jint JNICALL socket_set_option(JNIEnv *env, jclass type, jint fd, jint option, jint value)
{
    (void)env;
    (void)type;
    return mr_socket_set_option(fd, option, value);
}

static jint JNICALL socket_get_option(JNIEnv *env, jclass type, jint fd, jint option)
{
    (void)env;
    (void)type;
    return mr_socket_get_option(fd, option);
}

/* A JNINativeMethod has no const, though nobody writes to it. */
#define ENTRY(name, signature, function) {(char *)(name), (char *)(signature), (void *)(function)}

static const JNINativeMethod entries[] = {
    ENTRY("abi", "()I", abi),
    ENTRY("pollerOpen", "()J", poller_open),
    ENTRY("pollerClose", "(J)I", poller_close),
    ENTRY("pollerRegister", "(JIJ)I", poller_register),
    ENTRY("pollerDeregister", "(JI)I", poller_deregister),
    ENTRY("pollerPoll", "(JJIJ)I", poller_poll),
    ENTRY("pollerWakeup", "(J)I", poller_wakeup),
    ENTRY("socketOpen", "(I)I", socket_open),
    ENTRY("socketBind", "(IJ)I", socket_bind),
    ENTRY("socketListen", "(II)I", socket_listen),
    ENTRY("socketAccept", "(IJ)I", socket_accept),
    ENTRY("socketConnect", "(IJ)I", socket_connect),
    ENTRY("socketFinishConnect", "(I)I", socket_finish_connect),
    ENTRY("socketRead", "(IJI)I", socket_read),
    ENTRY("socketWrite", "(IJI)I", socket_write),
    ENTRY("socketShutdownOutput", "(I)I", socket_shutdown_output),
    ENTRY("socketClose", "(I)I", socket_close),
    ENTRY("socketLocalAddress", "(IJ)I", socket_local_address),
    ENTRY("socketRemoteAddress", "(IJ)I", socket_remote_address),
    ENTRY("socketSetOption", "(III)I", socket_set_option),
    ENTRY("socketGetOption", "(II)I", socket_get_option),
};

/* FindClass looks in the loader of the calling method's class: that is why the caller has to be NativeCalls itself. */
int32_t mr_bind_entries(void *env)
{
    JNIEnv *jni = env;
    jclass type = (*jni)->FindClass(jni, "dev/millrace/sys/NativeCalls");
    if (type == NULL) {
        return JNI_ERR;
    }
    return (*jni)->RegisterNatives(jni, type, entries, sizeof entries / sizeof entries[0]);
}
