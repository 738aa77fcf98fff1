package dev.millrace.sys;

/** The time. Everything above floor 1 takes it from here, so that a simulation can move it. Thread-safe. */
@FunctionalInterface
public interface Clock {

    /**
     * Returns the time in nanoseconds since an arbitrary origin; it never goes back. Readings are compared by their
     * difference, as {@link System#nanoTime()} says.
     */
    long nanoTime();
}
