package dev.millrace.testkit;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.loop.EventLoop;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.schedule.Decisions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * Several simulated hosts on one network, with one clock, which only the world moves. It is for one thread.
 *
 * <p>A program runs alone on a host by {@code Millrace.run(host.platform(), options, main)}: as it is shipped, only the
 * platform is another. Programs run together by {@link #start} and {@link #run}. Then the hosts take turns in the order
 * in which their programs were started. Each makes one turn of its loop if it has anything to do. When nobody has, the
 * clock jumps to the earliest instant that a host waits for. So two runs of the same programs are the same run.
 */
public final class World implements AutoCloseable {
    private final VirtualClock clock = new VirtualClock();
    private final Network network = new Network();
    private final List<Host> hosts = new ArrayList<>();
    private final List<Running<?>> programs = new ArrayList<>();
    /** Whose turn it is; null between turns, and while a program runs alone. */
    private Running<?> current;

    private final Chance chance;

    /** Makes a world without hosts, whose clock stands at 0, in which everything takes its natural order. */
    public World() {
        this(Decisions.NATURAL);
    }

    /** Makes a world that asks for every choice. */
    public World(Decisions decisions) {
        chance = new Chance(Objects.requireNonNull(decisions, "decisions"));
    }

    /** Answers every question of the world. */
    Chance chance() {
        return chance;
    }

    /** Adds a host that is named by its number: host 1 is the first. */
    public Host host() {
        return host("host " + (hosts.size() + 1));
    }

    /** Adds a host. The first one has the address 10.0.0.1, the second 10.0.0.2 and so on. */
    public Host host(String name) {
        Objects.requireNonNull(name, "name");
        Host host = new Host(name, hosts.size() + 1, network, clock, this::waits);
        hosts.add(host);
        return host;
    }

    /** Returns the clock of all hosts. */
    public VirtualClock clock() {
        return clock;
    }

    /**
     * Starts a program on a host, for {@link #run} to drive beside its own. When its main task has ended, its loop
     * closes. If it fails, the run that drives it throws that failure.
     *
     * @return the main task
     * @throws IllegalArgumentException if the host belongs to another world
     * @throws IllegalStateException if a program that was started on this host has not ended
     */
    public <T> Task<T> start(Host host, Options options, Callable<T> main) {
        Objects.requireNonNull(main, "main");
        if (!hosts.contains(host)) {
            throw new IllegalArgumentException(host + " belongs to another world");
        }
        if (programs.stream().anyMatch(each -> each.host == host)) {
            throw new IllegalStateException(host + " runs a program already: a loop has a platform of its own");
        }
        EventLoop loop = Millrace.open(host.platform(), options);
        Task<T> task = TaskGroup.main(loop, options.coroutines(), main);
        programs.add(new Running<>(host, loop, task));
        return task;
    }

    /** Starts a program without a value: as {@link #start(Host, Options, Callable)}. */
    public Task<Void> start(Host host, Options options, Task.Body main) {
        return start(host, options, withoutValue(main));
    }

    /**
     * Runs a program on a host until it has ended, and beside it every program that was started. Those that go on do so
     * in the next run, or end with the world.
     *
     * @return what main returned
     * @throws RuntimeException (or an Error) what main, or a program beside it, failed with, a checked failure wrapped
     *     in {@link java.util.concurrent.CompletionException}
     * @throws IllegalStateException on a deadlock: every host waits, and no timer is armed; if the world runs already;
     *     if a program that was started on this host has not ended
     */
    public <T> T run(Host host, Options options, Callable<T> main) {
        if (current != null) {
            throw new IllegalStateException("the world runs already: start the program beside those that run");
        }
        Task<T> task = start(host, options, main);
        // Between two runs anything may have been made ready.
        programs.forEach(each -> each.waiting = false);
        while (!task.isDone()) {
            round();
        }
        return task.value();
    }

    /** Runs a program without a value: as {@link #run(Host, Options, Callable)}. */
    public void run(Host host, Options options, Task.Body main) {
        run(host, options, withoutValue(main));
    }

    private static Callable<Void> withoutValue(Task.Body main) {
        Objects.requireNonNull(main, "main");
        return () -> {
            main.run();
            return null;
        };
    }

    /** Programs that are started meanwhile take their turns in this round already. */
    private void round() {
        boolean moved = false;
        for (int i = 0; i < programs.size(); i++) {
            Running<?> program = programs.get(i);
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

    private void turn(Running<?> program) {
        program.waiting = false;
        current = program;
        try {
            program.loop.turn(-1);
        } finally {
            current = null;
        }
    }

    private void endPrograms() {
        for (Running<?> program : List.copyOf(programs)) {
            if (program.main.isDone()) {
                programs.remove(program);
                program.loop.close();
                program.main.value();
            }
        }
    }

    private void passTime() {
        long now = clock.nanoTime();
        long least = programs.stream().filter(each -> each.nanos >= 0).mapToLong(each -> each.since + each.nanos - now)
                .min().orElse(-1);
        pass(least);
    }

    /** A host waits: alone it lets time pass, among others it waits until nobody has anything to do. */
    private void waits(long nanos) {
        if (current == null) {
            pass(nanos);
        } else {
            current.waiting = true;
            current.since = clock.nanoTime();
            current.nanos = nanos;
        }
    }

    private void pass(long nanos) {
        if (nanos < 0) {
            throw new IllegalStateException("deadlock: everything waits, and no timer is armed that could end it"
                    + (programs.size() > 1 ? ": " + programs : ""));
        }
        clock.advanceNanos(nanos);
    }

    /** Closes the loops of the programs that have not ended. */
    @Override
    public void close() {
        List<Running<?>> left = List.copyOf(programs);
        programs.clear();
        left.forEach(each -> each.loop.close());
    }

    /** A program that runs on a host, and what it waits for. */
    private static final class Running<T> {
        private final Host host;
        private final EventLoop loop;
        private final Task<T> main;
        private boolean waiting;
        /** When its wait began. */
        private long since;
        /** How long it waits at most; negative if without end. */
        private long nanos;

        Running(Host host, EventLoop loop, Task<T> main) {
            this.host = host;
            this.loop = loop;
            this.main = main;
        }

        @Override
        public String toString() {
            return host.name();
        }

        boolean hasToRun(long now) {
            return !waiting || host.poller().hasReports() || nanos >= 0 && now - since >= nanos;
        }
    }
}
