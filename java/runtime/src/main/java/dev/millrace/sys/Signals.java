package dev.millrace.sys;

import java.util.concurrent.Executor;

/**
 * What tells a program of the signals that its process gets. Any thread may call it.
 *
 * <p>A subscription stands in place of what the process would do by itself, such as end, until it is closed. Several
 * subscriptions to one signal, of one platform or of many, are all told of it.
 */
public interface Signals extends AutoCloseable {

    /** The signals that a program may have. Those that the JVM needs itself, such as SIGSEGV and SIGCHLD, are not. */
    enum Kind {
        /** The terminal is gone. */
        SIGHUP,
        /** Ctrl-C. */
        SIGINT,
        /** Somebody asks the process to end. */
        SIGTERM,
        /** Whatever the program says it is. */
        SIGUSR1,
        /** The terminal has another size. */
        SIGWINCH,
        /** The process goes on after a stop. */
        SIGCONT
    }

    /** A program's wish to be told of a signal, until it is closed. */
    interface Subscription extends AutoCloseable {

        /**
         * Ends the subscription, and restores what was there before it, unless others are subscribed. A report that is
         * waiting is not made any more; if nobody else was told of that signal, the process gets it again, and does
         * what it does without the subscription. Closing again does nothing.
         */
        @Override
        void close();
    }

    /**
     * Subscribes to a signal. Signals that come before the action of an earlier one has begun make one report with it,
     * as they do in the kernel; one that comes later makes another report. A signal that was ignored when the process
     * was started, as SIGINT is in the background of a shell, may stay ignored.
     *
     * @param executor is handed the action, by a thread that is not the loop's; one that refuses it, as a closed loop
     *     does, is not told
     * @throws UnsupportedOperationException if the JVM leaves this signal alone or keeps it for itself (-Xrs)
     * @throws IllegalStateException if this was closed
     */
    Subscription subscribe(Kind kind, Executor executor, Runnable action);

    /** Closes every subscription that was made here and is open. */
    @Override
    void close();
}
