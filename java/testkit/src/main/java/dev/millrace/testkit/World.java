package dev.millrace.testkit;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.loop.EventLoop;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.network.Link;
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
    private final Agenda agenda = new Agenda(clock);
    private final List<Host> hosts = new ArrayList<>();
    private final List<Running<?>> programs = new ArrayList<>();
    /** Whose turn it is; null between turns, and while a program runs alone. */
    private Running<?> current;

    private final Chance chance;
    private final WorldOptions options;
    private final Rules rules;
    private final Liberties liberties;
    private final Network network;
    private final Faults faults;
    private final Timekeeper time = new Timekeeper() {
        @Override
        public long now() {
            return clock.nanoTime();
        }

        @Override
        public void polled() {
        }

        @Override
        public boolean passes(long nanos) {
            return waits(nanos);
        }
    };

    /** Makes a perfect world without hosts, whose clock stands at 0, in which everything takes its natural order. */
    public World() {
        this(Decisions.NATURAL);
    }

    /** Makes a perfect world that asks for every choice. */
    public World(Decisions decisions) {
        this(decisions, WorldOptions.DEFAULT);
    }

    /** Makes a world that is as the options say, and asks for every choice. */
    public World(Decisions decisions, WorldOptions options) {
        this.options = Objects.requireNonNull(options, "options");
        chance = new Chance(Objects.requireNonNull(decisions, "decisions"));
        rules = new Rules(chance);
        liberties = new Liberties(chance, options);
        network = new Network(agenda, chance, rules, options.link(), options.buffer());
        faults = new Faults(network, rules, liberties, hosts);
    }

    /** Answers every question of the world. */
    Chance chance() {
        return chance;
    }

    /** Returns the faults of the world: its rules, its partitions, and what is held. */
    public Faults faults() {
        return faults;
    }

    /** Sets how bytes travel between two hosts, in both directions; or inside one, if both are the same. */
    public void link(Host one, Host other, Link link) {
        Objects.requireNonNull(link, "link");
        network.path(one.ports(), other.ports()).link(link);
        network.path(other.ports(), one.ports()).link(link);
    }

    /** Adds a host that is named by its number: host 1 is the first. */
    public Host host() {
        return host("host " + (hosts.size() + 1));
    }

    /** Adds a host. The first one has the address 10.0.0.1, the second 10.0.0.2 and so on. */
    public Host host(String name) {
        Objects.requireNonNull(name, "name");
        Host host = new Host(name, hosts.size() + 1, network, clock, time, rules, liberties);
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
        long least = -1;
        for (Running<?> each : programs) {
            long left = each.nanos < 0 ? -1 : each.since + each.nanos - now;
            least = left >= 0 && (least < 0 || left < least) ? left : least;
        }
        pass(least);
    }

    /** A host waits: alone it lets time pass, among others it waits until nobody has anything to do. */
    private boolean waits(long nanos) {
        if (current == null) {
            return pass(nanos);
        }
        current.waiting = true;
        current.since = clock.nanoTime();
        current.nanos = nanos;
        return false;
    }

    /** Lets the clock jump to the end of a wait, or to what the network does before. Returns whether that came. */
    private boolean pass(long nanos) {
        long next = agenda.untilNext();
        boolean before = next >= 0 && (nanos < 0 || next < nanos);
        long jump = before ? next : nanos;
        if (jump < 0) {
            throw new IllegalStateException("deadlock: everything waits, and no timer is armed that could end it"
                    + (programs.size() > 1 ? ": " + programs : ""));
        }
        clock.advanceNanos(jump);
        agenda.runDue();
        return before;
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
