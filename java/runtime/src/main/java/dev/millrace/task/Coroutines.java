package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import dev.millrace.sys.VirtualThreads;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Which kind of coroutine tasks are made of, and why. The two kinds behave alike for code that waits only in
 * {@code await}:
 *
 * <ul>
 * <li><b>loop-scheduled</b> (JDK 21 and later): a virtual thread whose scheduler is its task. It suspends and resumes
 *     in a fraction of a microsecond. Code that blocks in {@code java.util.concurrent}, {@code Thread.sleep} or a
 *     {@code java.net} socket (from JDK 24: or a monitor) parks its task, and the loop goes on. Files, process streams,
 *     name look-ups, class initialisation and native code block the loop: use {@link Future#offload}. The VM does not
 *     save a stack of more than about 512 KiB: an await thousands of calls deep throws a StackOverflowError.</li>
 * <li><b>baton</b> (every JDK): a thread per task; exactly one of them runs at a time. A hand-over takes microseconds,
 *     and blocking in the JDK blocks the loop; a lock of the JDK's that is held over an await can deadlock it.</li>
 * </ul>
 */
public final class Coroutines {
    private static final String LOOP_SCHEDULED = "loop-scheduled";

    private final String kind;
    private final String reason;
    private final Function<Task<?>, Coroutine> maker;

    private Coroutines(String kind, String reason, Function<Task<?>, Coroutine> maker) {
        this.kind = kind;
        this.reason = reason;
        this.maker = maker;
    }

    /** Returns the best kind this JDK has: loop-scheduled, or else the baton. */
    public static Coroutines best() {
        try {
            return loopScheduled();
        } catch (UnsupportedOperationException e) {
            return baton(e.getMessage());
        }
    }

    /**
     * Virtual threads that the loop schedules.
     *
     * @throws UnsupportedOperationException if this JDK cannot; the message says why
     */
    public static Coroutines loopScheduled() {
        VirtualThreads threads = new VirtualThreads();
        return new Coroutines(LOOP_SCHEDULED, "JDK " + Runtime.version().feature() + " has virtual threads",
                task -> new ScheduledCoroutine(threads, task));
    }

    /** A thread per task: virtual threads where the JDK has them, otherwise platform threads. */
    public static Coroutines baton() {
        return baton("it was asked for");
    }

    /** A platform thread per task, even where the JDK has virtual ones. */
    public static Coroutines batonOnPlatformThreads() {
        return ofThreads(Coroutines::platformThread);
    }

    /** The baton on threads that the caller makes from a body and a name. */
    static Coroutines ofThreads(BiFunction<Runnable, String, Thread> threads) {
        return new Coroutines("baton on platform threads", "it was asked for",
                task -> new BatonCoroutine(threads, task));
    }

    /** Returns which kind it is, in words. */
    public String kind() {
        return kind;
    }

    /** Returns why it was chosen, in words. */
    public String reason() {
        return reason;
    }

    /** Returns whether this is the loop-scheduled kind. */
    public boolean isLoopScheduled() {
        return kind.equals(LOOP_SCHEDULED);
    }

    /** Makes the coroutine of a task; it has not begun. */
    Coroutine make(Task<?> task) {
        return maker.apply(task);
    }

    private static Coroutines baton(String reason) {
        try {
            // By reflection: the code is compiled for JDK 17, which has no such method.
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Method unstarted = Class.forName("java.lang.Thread$Builder").getMethod("unstarted", Runnable.class);
            return new Coroutines("baton on virtual threads", reason, task ->
                    new BatonCoroutine((body, name) -> virtualThread(unstarted, builder, body, name), task));
        } catch (ReflectiveOperationException e) {
            return new Coroutines("baton on platform threads", reason,
                    task -> new BatonCoroutine(Coroutines::platformThread, task));
        }
    }

    private static Thread virtualThread(Method unstarted, Object builder, Runnable body, String name) {
        try {
            Thread thread = (Thread) unstarted.invoke(builder, body);
            thread.setName(name);
            return thread;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Thread platformThread(Runnable body, String name) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        return thread;
    }

    // ------------------------------------------------------------------ seeing where tasks are

    /** What a task does at one moment. */
    public enum State {
        /** It has been started, and has not run yet. */
        NOT_BEGUN,
        /** It will run when its turn comes. */
        READY,
        /** It runs right now. */
        RUNNING,
        /** It waits in an await. */
        SUSPENDED,
        /** It waits for the tasks of a group that it leaves. */
        LEAVING_GROUP,
        /** It blocks in the JDK, outside of an await, and the loop goes on. */
        BLOCKED
    }

    /**
     * Where a task is, at one moment.
     *
     * @param task the task
     * @param parent the task that opened the group it is in; empty for a main task
     * @param state what it does
     * @param awaits what it is suspended on, in words
     * @param waitsFor the tasks that all have to act before it can go on; empty if they are not known, if it does not
     *     wait, or if a deadline will end its wait
     * @param sinceNanos when it was suspended the last time, in nanoseconds on the loop's clock; a few steps early at
     *     most
     * @param stack where its code is, innermost first; empty if it has not begun
     * @param madeAt where it was started, in debug mode; otherwise empty
     */
    public record Snapshot(Task<?> task, Optional<Task<?>> parent, State state, Optional<String> awaits,
            List<Task<?>> waitsFor, long sinceNanos, List<StackTraceElement> stack, List<StackTraceElement> madeAt) {

        /** Returns what the task does. */
        public String doing() {
            return awaits.map("awaits "::concat).orElseGet(() -> Whereabouts.inWords(state));
        }

        /** Returns the line of the program that is the innermost of a stack, after " at "; "" if there is none. */
        public static String place(List<StackTraceElement> stack) {
            return Whereabouts.place(stack);
        }
    }

    /** Returns where the tasks of a program are that have not ended, its main task first; slow, for their stacks. */
    public static List<Snapshot> snapshots(Task<?> main) {
        main.loop().checkThread();
        return Whereabouts.snapshots(main);
    }

    /** Returns what a task does. For the observers of its loop, which ask on the loop's thread, and nobody else. */
    public static State state(Task<?> task) {
        return Whereabouts.state(task.suspension());
    }

    /** Returns in words what a task waits for, or what else it does: for observers, as {@link #state}. */
    public static String awaits(Task<?> task) {
        return Whereabouts.awaits(task.suspension());
    }

    /** Returns the main tasks of the programs that run on a loop. For the loop's thread only. */
    public static List<Task<?>> mainTasks(EventLoop loop) {
        List<Task<?>> mains = new ArrayList<>();
        loop.core().residents().forEach(each -> {
            if (each instanceof Task<?> main) {
                mains.add(main);
            }
        });
        return mains;
    }
}
