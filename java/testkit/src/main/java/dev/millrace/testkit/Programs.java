package dev.millrace.testkit;

import dev.millrace.inspect.Dump;
import dev.millrace.loop.EventLoop;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** The programs of a world, which take turns, and the time that passes when all of them wait. */
final class Programs implements Timekeeper {
    private final VirtualClock clock;
    private final Agenda agenda;
    private final WorldOptions options;
    private final long timeLimit;
    private final List<Running> started = new ArrayList<>();
    /** The main tasks of programs that run alone, where they are known. */
    private final List<Task<?>> alone = new ArrayList<>();
    /** Whose turn it is; null between turns, and while a program runs alone. */
    private Running current;
    private long turns;
    /** The instant at which all programs must have ended. */
    private long bound = Long.MAX_VALUE;

    Programs(VirtualClock clock, Agenda agenda, WorldOptions options) {
        this.clock = clock;
        this.agenda = agenda;
        this.options = options;
        timeLimit = options.timeLimit().toNanos();
    }

    void add(Host host, EventLoop loop, Task<?> main) {
        started.add(new Running(host, loop, main));
    }

    void runsAlone(Task<?> main) {
        alone.removeIf(Task::isDone);
        alone.add(main);
    }

    boolean isOn(Host host) {
        return started.stream().anyMatch(each -> each.host == host);
    }

    void refuseInside() {
        if (current != null) {
            throw new IllegalStateException("the world runs already: start the program beside those that run");
        }
    }

    void close() {
        List<Running> left = List.copyOf(started);
        started.clear();
        left.forEach(Running::close);
    }

    // ------------------------------------------------------------------ driving

    /** Drives all programs until something holds. */
    void drive(BooleanSupplier ended) {
        // Between two runs anything may have been made ready.
        started.forEach(Running::awake);
        while (!ended.getAsBoolean()) {
            round();
        }
    }

    /** Drives all programs until they have ended, for so much time on the clock. */
    void finish(Duration time) {
        bound = clock.nanoTime() + clock.nanosOf(time);
        try {
            drive(started::isEmpty);
        } finally {
            bound = Long.MAX_VALUE;
        }
    }

    /** Programs that are started meanwhile take their turns in this round already. */
    private void round() {
        boolean moved = false;
        for (int i = 0; i < started.size(); i++) {
            Running program = started.get(i);
            if (program.hasToRun(clock.nanoTime())) {
                moved = true;
                turn(program);
            }
        }
        if (!moved) {
            passTime();
        }
        endPrograms();
    }

    private void turn(Running program) {
        current = program;
        boolean goesOn;
        try {
            goesOn = program.turn();
        } finally {
            current = null;
        }
        if (!goesOn && !program.main.isDone()) {
            started.remove(program);
            program.close();
            throw new IllegalStateException(program + ": the loop was stopped before the program had ended");
        }
    }

    private void endPrograms() {
        for (int i = 0; i < started.size(); i++) {
            Running program = started.get(i);
            if (program.main.isDone()) {
                started.remove(i--);
                String leaks = options.leaksFail() ? program.leaks() : "";
                program.close();
                program.main.value();
                if (!leaks.isEmpty()) {
                    throw new IllegalStateException(program + " has left behind: " + leaks);
                }
            }
        }
    }

    // ------------------------------------------------------------------ time

    @Override
    public long now() {
        return clock.nanoTime();
    }

    @Override
    public void polled() {
        if (++turns > options.turnLimit()) {
            throw failure("still running after " + options.turnLimit() + " turns");
        }
    }

    /** A host waits: alone it lets time pass, among others it waits until nobody has anything to do. */
    @Override
    public boolean passes(long nanos) {
        if (current == null) {
            return pass(nanos);
        }
        current.waits(clock.nanoTime(), nanos);
        return false;
    }

    private void passTime() {
        long now = clock.nanoTime();
        long least = -1;
        for (Running each : started) {
            long left = each.left(now);
            least = left >= 0 && (least < 0 || left < least) ? left : least;
        }
        pass(least);
    }

    /** Lets the clock jump to the end of a wait, or to what the network does before. Returns whether that came. */
    private boolean pass(long nanos) {
        long next = agenda.untilNext();
        boolean before = next >= 0 && (nanos < 0 || next < nanos);
        long jump = before ? next : nanos;
        if (isBlocked()) {
            throw failure("a task blocks outside of await, and the clock of the world cannot end that");
        }
        if (jump < 0) {
            throw new Deadlock(describe("deadlock: everything waits, and no timer is armed that could end it"));
        }
        if (jump > bound - clock.nanoTime()) {
            throw failure("not finished at " + Duration.ofNanos(bound) + ", though nothing goes wrong any more");
        }
        if (jump > timeLimit - clock.nanoTime()) {
            throw failure("still running at the time limit of " + options.timeLimit());
        }
        clock.advanceNanos(jump);
        agenda.runDue();
        return before;
    }

    private boolean isBlocked() {
        for (Running each : started) {
            if (each.main.isProgramBlocked()) {
                return true;
            }
        }
        return !alone.isEmpty() && alone.stream().anyMatch(each -> !each.isDone() && each.isProgramBlocked());
    }

    private IllegalStateException failure(String what) {
        return new IllegalStateException(describe(what));
    }

    private List<Task<?>> mains() {
        List<Task<?>> mains = new ArrayList<>(alone);
        started.forEach(each -> mains.add(each.main));
        return mains;
    }

    /** Says who waits for what. */
    private String describe(String what) {
        StringBuilder message = new StringBuilder(what);
        if (started.size() > 1) {
            message.append(": ").append(started);
        }
        mains().forEach(main -> new Dump(now(), Coroutines.snapshots(main)).deadlocks()
                .forEach(line -> message.append("\n  ").append(line)));
        started.forEach(each -> each.main.whereabouts()
                .forEach(line -> message.append("\n  ").append(each).append(": ").append(line)));
        alone.forEach(main -> main.whereabouts().forEach(line -> message.append("\n  ").append(line)));
        return message.toString();
    }
}
