package dev.millrace.sys;

import com.sun.jna.JNIEnv;
import java.util.concurrent.Executor;

/**
 * The virtual threads of a JDK that keeps its constructor with a scheduler to itself (21 to 25). C calls it: see
 * {@code virtual_thread.c}. These two methods are all that anyone gets hold of, by reflection or otherwise.
 */
final class HiddenVirtualThreads {

    static {
        int result = NativeCalls.bindVirtualThreads(JNIEnv.CURRENT);
        if (result != 0) {
            throw new UnsupportedOperationException("java.lang.VirtualThread has no constructor with a scheduler");
        }
    }

    private HiddenVirtualThreads() {
    }

    /** Makes a thread that is not started. {@code characteristics} are the bits of java.lang.Thread's constructor. */
    static native Thread make(Executor scheduler, String name, int characteristics, Runnable body);

    /** Runs a thread's continuation on the scheduler of ordinary virtual threads. */
    static native void runByDefault(Runnable continuation);
}
