package dev.millrace.loop;

import dev.millrace.sched.Step;
import java.util.Objects;

/**
 * Watches a loop: the only way to do so. Counting, tracing and tests plug in here. Every method is called on the loop's
 * thread, in the middle of its work: it should be short, must not throw and must not call the loop.
 */
public interface LoopObserver {
    /** Watches nothing. */
    LoopObserver NONE = new LoopObserver() {
    };

    /** Returns an observer that tells two others everything, the first one first. */
    static LoopObserver both(LoopObserver first, LoopObserver second) {
        if (first == NONE || second == NONE) {
            return first == NONE ? second : first;
        }
        return new Joined(first, second);
    }

    /** The system calls that are reported by {@link #systemCall}; polls and wakeups have methods of their own. */
    enum Call {
        /** socket(2). */
        OPEN,
        /** bind(2). */
        BIND,
        /** listen(2). */
        LISTEN,
        /** accept(2). */
        ACCEPT,
        /** connect(2). */
        CONNECT,
        /** getsockopt(2) of SO_ERROR, and getpeername(2). */
        FINISH_CONNECT,
        /** recv(2), or read(2) if it is not a socket. */
        READ,
        /** send(2), or write(2) if it is not a socket. */
        WRITE,
        /** sendto(2). */
        SEND,
        /** recvmsg(2). */
        RECEIVE,
        /** connect(2) to nobody. */
        DISCONNECT,
        /** setsockopt(2) that joins a multicast group. */
        JOIN,
        /** setsockopt(2) that leaves a multicast group. */
        LEAVE,
        /** shutdown(2). */
        SHUTDOWN,
        /** close(2). */
        CLOSE,
        /** getsockname(2) or getpeername(2). */
        ADDRESS,
        /** lstat(2) of a Unix socket's path, and unlink(2). */
        PATH,
        /** getsockopt(2) or setsockopt(2). */
        OPTION,
        /** epoll_ctl(2) or kevent(2), to begin watching. */
        REGISTER,
        /** epoll_ctl(2) or kevent(2), to stop watching. */
        DEREGISTER
    }

    /** A turn begins; turns are counted from 1. */
    default void turnStarted(long turn) {
    }

    /** A step became ready; it is in its share already. */
    default void stepReady(Step step) {
    }

    /** A ready step no longer wants to run. */
    default void stepTakenBack(Step step) {
    }

    /** A step begins. */
    default void stepStarted(Step step) {
    }

    /** A step has ended, perhaps by throwing. */
    default void stepEnded(Step step) {
    }

    /**
     * A poll has ended.
     *
     * @param timeoutNanos how long it was allowed to wait; 0 if not at all, negative if without limit
     * @param waitedNanos how long it took
     * @param reports how many reports it returned, a wakeup's included
     */
    default void polled(long timeoutNanos, long waitedNanos, int reports) {
    }

    /** A poll reported that another thread woke the loop. */
    default void wokenUp() {
    }

    /**
     * A system call was made.
     *
     * @param fd the descriptor it was made on, or -1
     * @param result what it returned: {@code >= 0}, or an error of {@link dev.millrace.sys.Errno}
     */
    default void systemCall(Call call, int fd, int result) {
    }

    /**
     * Two observers as one.
     *
     * @param first is told first
     * @param second is told second
     */
    record Joined(LoopObserver first, LoopObserver second) implements LoopObserver {
        /** Joins two observers. */
        public Joined {
            Objects.requireNonNull(first, "first");
            Objects.requireNonNull(second, "second");
        }

        @Override
        public void turnStarted(long turn) {
            first.turnStarted(turn);
            second.turnStarted(turn);
        }

        @Override
        public void stepReady(Step step) {
            first.stepReady(step);
            second.stepReady(step);
        }

        @Override
        public void stepTakenBack(Step step) {
            first.stepTakenBack(step);
            second.stepTakenBack(step);
        }

        @Override
        public void stepStarted(Step step) {
            first.stepStarted(step);
            second.stepStarted(step);
        }

        @Override
        public void stepEnded(Step step) {
            first.stepEnded(step);
            second.stepEnded(step);
        }

        @Override
        public void polled(long timeoutNanos, long waitedNanos, int reports) {
            first.polled(timeoutNanos, waitedNanos, reports);
            second.polled(timeoutNanos, waitedNanos, reports);
        }

        @Override
        public void wokenUp() {
            first.wokenUp();
            second.wokenUp();
        }

        @Override
        public void systemCall(Call call, int fd, int result) {
            first.systemCall(call, fd, result);
            second.systemCall(call, fd, result);
        }
    }
}
