package dev.millrace.inspect;

import dev.millrace.loop.LoopObserver;
import dev.millrace.sched.Step;
import dev.millrace.sys.Errno;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Task;

/**
 * Reports what one loop does to the JDK's Flight Recorder, as events of the category Millrace:
 *
 * <ul>
 * <li>{@code dev.millrace.Turn}: its number, how many steps it ran, and how long its poll waited. It lasts until the
 *     next turn begins, so the last turn of a loop is not reported.
 * <li>{@code dev.millrace.Poll}: the timeout, how long it waited by the loop's clock, and how many reports came.
 * <li>{@code dev.millrace.Step}: the task or callback, its share, and how long it ran.
 * <li>{@code dev.millrace.SystemCall}: the call, its descriptor, its result and the name of the error.
 * <li>{@code dev.millrace.Park}: a task whose step has ended because it waits, and what it awaits.
 * <li>{@code dev.millrace.Wake}: a task that waited, and is ready to go on. Giving way is neither.
 * </ul>
 *
 * <p>What is not recorded costs a test of a flag, and allocates nothing. A recording has all of them unless its
 * settings say otherwise: {@code dev.millrace.Step#threshold=1ms} keeps the long steps only, and
 * {@code dev.millrace.Wake#stackTrace=true} shows who woke a task. Where a task that blocked in the JDK, outside of an
 * await, goes on, its step is the submission that brings it back, and what it parks on next is not seen.
 *
 * <p>It needs the module {@code jdk.jfr}; nothing else in the library does.
 */
public final class JfrObserver implements LoopObserver {
    // Asked whether their kind is recorded: to make an event for that would allocate it.
    private final JfrEvents.Turn turns = new JfrEvents.Turn();
    private final JfrEvents.Poll polls = new JfrEvents.Poll();
    private final JfrEvents.StepRun steps = new JfrEvents.StepRun();
    private final JfrEvents.SystemCall calls = new JfrEvents.SystemCall();
    private final JfrEvents.Park parks = new JfrEvents.Park();
    private final JfrEvents.Wake wakes = new JfrEvents.Wake();

    /** The turn and the step that are recorded now; null if none is. */
    private JfrEvents.Turn turn;
    private JfrEvents.StepRun step;
    /** The step that runs; null if none does. */
    private Step running;

    /** Makes an observer for one loop. */
    public JfrObserver() {
        // Nothing is recorded before the loop begins.
    }

    @Override
    public void turnStarted(long number) {
        if (turn != null) {
            turn.commit();
            turn = null;
        }
        if (turns.isEnabled()) {
            turn = new JfrEvents.Turn();
            turn.number = number;
            turn.begin();
        }
    }

    @Override
    public void polled(long timeoutNanos, long waitedNanos, int reports) {
        if (turn != null) {
            turn.waited = waitedNanos;
        }
        if (polls.isEnabled()) {
            JfrEvents.Poll poll = new JfrEvents.Poll();
            // The greatest value is shown as "Forever".
            poll.timeout = timeoutNanos < 0 ? Long.MAX_VALUE : timeoutNanos;
            poll.waited = waitedNanos;
            poll.reports = reports;
            poll.commit();
        }
    }

    @Override
    public void stepStarted(Step started) {
        running = started;
        if (turn != null) {
            turn.steps++;
        }
        if (steps.isEnabled()) {
            step = new JfrEvents.StepRun();
            step.begin();
        }
    }

    @Override
    public void stepEnded(Step ended) {
        running = null;
        if (step != null) {
            commitStep(ended);
        }
        if (parks.isEnabled()) {
            Task.of(ended).ifPresent(task -> park(task, ended));
        }
    }

    private void commitStep(Step ended) {
        step.end();
        if (step.shouldCommit()) {
            step.step = StepName.of(ended);
            step.identity = System.identityHashCode(ended);
            step.share = ended.share() == null ? "" : ended.share().name();
            step.commit();
        }
        step = null;
    }

    private static void park(Task<?> task, Step ended) {
        switch (Coroutines.state(task)) {
            case SUSPENDED, LEAVING_GROUP, BLOCKED -> {
                JfrEvents.Park park = new JfrEvents.Park();
                park.task = StepName.of(task);
                park.identity = System.identityHashCode(ended);
                park.awaits = Coroutines.awaits(task);
                park.commit();
            }
            default -> {
                // It has ended, or gives way.
            }
        }
    }

    @Override
    public void stepReady(Step ready) {
        if (wakes.isEnabled() && ready != running) {
            Task.of(ready).ifPresent(task -> wake(task, ready));
        }
    }

    private static void wake(Task<?> task, Step ready) {
        if (Coroutines.state(task) != Coroutines.State.NOT_BEGUN) {
            JfrEvents.Wake wake = new JfrEvents.Wake();
            wake.task = StepName.of(task);
            wake.identity = System.identityHashCode(ready);
            wake.commit();
        }
    }

    @Override
    public void systemCall(Call call, int fd, int result) {
        if (calls.isEnabled()) {
            JfrEvents.SystemCall made = new JfrEvents.SystemCall();
            made.call = call.name();
            made.descriptor = fd;
            made.result = result;
            made.error = result < 0 ? Errno.name(result) : "";
            made.commit();
        }
    }
}
