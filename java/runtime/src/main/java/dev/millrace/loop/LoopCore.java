package dev.millrace.loop;

import dev.millrace.loop.Watch.Watches;
import dev.millrace.sys.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The inner side of a loop: for whoever brings their own descriptors, streams or coroutines to it, not for programs.
 * The runtime's own tasks and streams stand on this, and use nothing else of the loop that a stranger could not.
 * {@link EventLoop#core} returns it.
 *
 * <p>For the loop's thread only. {@link #makeReady}, {@link #unready}, {@link #watch}, {@link #mount} and the registry
 * refuse every other with an {@link IllegalStateException}; {@link #belong}, {@link #mounted}, {@link #user},
 * {@link #isDebug} and {@link #isFatal} may be called on any.
 */
public final class LoopCore {
    private final LoopState state;
    private final LoopThread thread;
    private final Turn turn;
    private final TimerQueue timers;
    private final Registry registry;
    private final Watches watches;
    private final Clock clock;
    private final boolean debug;
    private final List<Object> residents = new ArrayList<>();

    LoopCore(LoopState state, Turn turn, TimerQueue timers, Registry registry, Watches watches, Clock clock) {
        this.state = state;
        this.thread = state.thread;
        this.turn = turn;
        this.timers = timers;
        this.registry = registry;
        this.watches = watches;
        this.clock = clock;
        this.debug = state.debug;
    }

    // ------------------------------------------------------------------ steps

    /**
     * Makes a step ready; if it is ready already it stays where it is. It runs in a run phase, never at once: in the
     * next turn's if a step calls this, in this turn's if another phase does. (With several shares it may run in this
     * turn in the place of another step, which then runs in the next.)
     */
    public void makeReady(LoopStep step) {
        state.makeReady(step);
    }

    /** Takes a ready step back before it runs; does nothing if it is not ready. */
    public void unready(LoopStep step) {
        state.unready(step);
    }

    /** Puts a step that has no share yet into the share of the running step. */
    public void adopt(LoopStep step) {
        state.ready.adopt(step);
    }

    // ------------------------------------------------------------------ descriptors, timers, watches

    /** Returns the descriptors in the loop's care. */
    public Registry registry() {
        return registry;
    }

    /**
     * Makes a timer, not armed, whose action runs in the timer phase itself. It is for short actions that only complete
     * promises and make steps ready; user code belongs in an {@link EventLoop#timer}.
     */
    public Timer phaseTimer(Runnable action) {
        return new Timer(state, timers, clock, Objects.requireNonNull(action, "action"), true);
    }

    /**
     * Watches an object: runs an action, in a turn, once the object has become unreachable, or when the loop closes if
     * that comes first. The action must not hold the object.
     */
    public Watch watch(Object watched, Runnable action) {
        thread.check();
        return watches.add(watched, () -> turn.runStep(new Submission(action)));
    }

    // ------------------------------------------------------------------ coroutines

    /**
     * Makes a coroutine's thread the loop's thread until {@link #unmount}, and {@code task} what {@link #mounted}
     * returns there. Called by the thread that drives the loop, which must not use the loop meanwhile.
     */
    public void mount(Thread coroutine, Object task) {
        thread.mount(coroutine, task);
    }

    /** Makes the driving thread the loop's thread again. Called by the driving thread. */
    public void unmount() {
        thread.unmount();
    }

    /** Returns what was mounted for the calling thread; null if that is no coroutine that runs on this loop now. */
    public Object mounted() {
        return thread.mounted();
    }

    /** Marks the calling thread as a coroutine's: from now on it is refused as the driver of a loop. */
    public void belong() {
        thread.belong();
    }

    // ------------------------------------------------------------------ for whoever looks at the loop

    /**
     * Returns when the loop last read its clock, in nanoseconds: after a poll, and after a step or every eighth. It
     * costs no reading, and is at most a few steps old.
     */
    public long lastReading() {
        return state.ready.now();
    }

    /** Returns whether futures and tasks are to note where they were made. */
    public boolean isDebug() {
        return debug;
    }

    /** Returns the thread that may use the loop at this moment; empty while an observer is told something. */
    public Optional<Thread> user() {
        return Optional.ofNullable(thread.user());
    }

    /** Lists a program among those that live on this loop, for whoever looks at them from outside. */
    public void moveIn(Object program) {
        thread.check();
        residents.add(program);
    }

    /** Takes a program that has ended off the list. */
    public void moveOut(Object program) {
        thread.check();
        residents.remove(program);
    }

    /** Returns the programs that live on this loop, the oldest first. */
    public List<Object> residents() {
        thread.check();
        return List.copyOf(residents);
    }

    // ------------------------------------------------------------------ failures

    /** Tells the loop's {@link FailureHandler} of a failure that nobody else can be told of. */
    public void report(String what, Throwable failure) {
        state.report(what, failure);
    }

    /**
     * Returns whether an error that a step threw leaves {@link EventLoop#run}: an InternalError or UnknownError, which
     * say that the VM itself is broken, or any VirtualMachineError if the options say so.
     */
    public boolean isFatal(Throwable error) {
        return state.isFatal(error);
    }

    /** Throws an error that {@linkplain #isFatal ends the loop's run}; returns for every other. */
    public void throwIfFatal(Throwable error) {
        state.throwIfFatal(error);
    }
}
