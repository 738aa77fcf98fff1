package dev.millrace.sys;

/** Tells the time. Everything above floor 1 takes the time from here, so a simulation can move it. Thread-safe. */
@FunctionalInterface
public interface Clock {

    /**
     * Tells the time in nanoseconds since an arbitrary origin; it never goes back. Readings are compared by their
     * difference, as {@link System#nanoTime()} says.
     */
    long nanoTime();
}
