package dev.millrace.task;

/**
 * Gives up waiting: handed over by whatever waits, used by whatever cancels. Called at most once, on the loop's thread.
 */
@FunctionalInterface
public interface Undo {

    /**
     * Gives up. It should not throw: that is reported, and counts as true.
     *
     * @return true if it is given up: nothing will be delivered any more. False if it cannot be, or not yet: then the
     *     operation goes on and completes its promise itself
     */
    boolean undo();
}
