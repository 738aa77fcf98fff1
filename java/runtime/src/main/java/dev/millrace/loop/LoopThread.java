package dev.millrace.loop;

import dev.millrace.sys.VirtualThreads;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Which thread may use a loop: the one inside a turn or, while a coroutine runs, the thread of that coroutine. Before
 * the first turn it is the thread that made the loop, and between turns the one that drove it last. One comparison
 * tells whether a caller is that thread.
 *
 * <p>What any thread may call asks {@link #isInside} instead, which is true only for the thread inside a turn.
 */
final class LoopThread {
    private enum State { FREE, TAKEN, CLOSED }

    private static final VarHandle USER;
    private static final VarHandle IN_TURN;
    /**
     * Which loop a thread drives, so that loops do not nest. Loops know nothing of each other, and to walk the thread's
     * stack in search of one would cost ten times a turn.
     */
    private static final ThreadLocal<LoopThread> DRIVES = new ThreadLocal<>();

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            USER = lookup.findVarHandle(LoopThread.class, "user", Thread.class);
            IN_TURN = lookup.findVarHandle(LoopThread.class, "inTurn", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Decided by compare-and-set, so that of a run and a close that begin at the same moment exactly one wins. */
    private final AtomicReference<State> state = new AtomicReference<>(State.FREE);
    /**
     * Who may use the loop. Read and written without fences, which would cost a resume more than everything else here.
     * That is safe: a thread compares it with itself, and one that finds itself there either stored that or was handed
     * control by the thread that did.
     */
    private Thread user = Thread.currentThread();
    /**
     * Whether the user is inside a turn. It is set after the user and read before it, so a thread that was the user
     * before cannot take somebody else's turn for its own.
     */
    private boolean inTurn;
    /** The thread that drives the loop, and is its user again once a coroutine is unmounted. */
    private Thread driver;
    /** What was mounted with the coroutine that runs. */
    private Object mounted;

    boolean isCurrent() {
        return Thread.currentThread() == (Thread) USER.getOpaque(this);
    }

    /** Returns who may use the loop; null while an observer is told something. May be called on any thread. */
    Thread user() {
        return (Thread) USER.getOpaque(this);
    }

    /** Returns whether the caller is inside a turn of this loop. */
    boolean isInside() {
        return (boolean) IN_TURN.getAcquire(this) && isCurrent();
    }

    boolean isClosed() {
        return state.get() == State.CLOSED;
    }

    /** Returns whether the user, which the caller is, is inside a turn. */
    boolean isInTurn() {
        return inTurn;
    }

    void check() {
        Thread owner = (Thread) USER.getOpaque(this);
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(owner == null
                    ? "a LoopObserver must not call the loop it watches"
                    : "this loop belongs to " + owner + "; it was used on " + Thread.currentThread()
                            + ": hand over a task by execute()");
        }
    }

    /** Puts the calling thread inside a turn; refuses one that cannot drive, or that drives a loop already. */
    void drive() {
        if (DRIVES.get() != null) {
            throw new IllegalStateException("this thread drives a loop already, or is a task's: loops do not nest");
        }
        take("drive");
        DRIVES.set(this);
    }

    /** Ends what {@link #drive} began. */
    void endDrive() {
        DRIVES.set(null);
        IN_TURN.setOpaque(this, false);
        state.set(State.FREE);
    }

    /** Takes the loop for good: nobody drives it after this. */
    void takeToClose() {
        take("close");
    }

    void closed() {
        IN_TURN.setOpaque(this, false);
        state.set(State.CLOSED);
    }

    private void take(String what) {
        if (VirtualThreads.isCurrentVirtual()) {
            throw new IllegalStateException("a virtual thread cannot " + what + " a loop: use a platform thread");
        }
        State seen = state.compareAndExchange(State.FREE, State.TAKEN);
        if (seen != State.FREE) {
            throw new IllegalStateException(seen == State.CLOSED
                    ? "the loop is closed"
                    : "the loop is running, driven by " + driver + ": stop() it first");
        }
        driver = Thread.currentThread();
        USER.setOpaque(this, driver);
        IN_TURN.setRelease(this, true);
    }

    /** Marks the calling thread as a coroutine's, so that it drives no loop itself. */
    void belong() {
        DRIVES.set(this);
    }

    void mount(Thread coroutine, Object task) {
        check();
        mounted = task;
        USER.setOpaque(this, coroutine);
    }

    void unmount() {
        USER.setOpaque(this, driver);
    }

    /** Locks everybody out until {@link #unlock}, which takes what this returns. */
    Thread lock() {
        Thread before = (Thread) USER.getOpaque(this);
        USER.setOpaque(this, null);
        return before;
    }

    void unlock(Thread before) {
        USER.setOpaque(this, before);
    }

    /** Returns what was mounted for the calling thread; null if that is no coroutine that runs on this loop now. */
    Object mounted() {
        Thread current = Thread.currentThread();
        return current != driver && current == (Thread) USER.getOpaque(this) ? mounted : null;
    }
}
