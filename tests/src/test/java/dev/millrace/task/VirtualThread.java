package dev.millrace.task;

import java.util.concurrent.Callable;

/** Ordinary virtual threads, for tests that are compiled for a JDK without. */
final class VirtualThread {

    private VirtualThread() {
    }

    static Thread start(Callable<?> body) {
        Runnable run = () -> {
            try {
                body.call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
        try {
            return (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, run);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
