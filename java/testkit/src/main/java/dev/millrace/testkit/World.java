package dev.millrace.testkit;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.loop.EventLoop;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.network.Link;
import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Schedule;
import java.time.Duration;
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
 * clock jumps to the earliest instant at which a host's wait is over or a packet arrives. So two runs of the same
 * programs with the same decisions are the same run.
 */
public final class World implements AutoCloseable {
    private final VirtualClock clock = new VirtualClock();
    private final List<Host> hosts = new ArrayList<>();
    private final Chance chance;
    /** Whether the order of steps is chosen and recorded too. */
    private final boolean recorded;
    private final Rules rules;
    private final Liberties liberties;
    private final Network network;
    private final Faults faults;
    private final Programs programs;

    /** Makes a perfect world without hosts, whose clock stands at 0, in which everything takes its natural order. */
    public World() {
        this(new Chance(Decisions.NATURAL, new RunRecord(Integer.MAX_VALUE, false)), false, WorldOptions.DEFAULT);
    }

    /** Makes a perfect world that asks for every choice, the order of steps included. */
    public World(Decisions decisions) {
        this(decisions, WorldOptions.DEFAULT);
    }

    /** Makes a world that is as the options say, and asks for every choice, the order of steps included. */
    public World(Decisions decisions, WorldOptions options) {
        this(new Chance(decisions, new RunRecord(Integer.MAX_VALUE, false)), true, options);
    }

    World(Chance chance, boolean recorded, WorldOptions options) {
        Objects.requireNonNull(options, "options");
        this.chance = chance;
        this.recorded = recorded;
        clock.recordIn(chance.record());
        rules = new Rules(chance);
        liberties = new Liberties(chance, options);
        Agenda agenda = new Agenda(clock);
        network = new Network(agenda, chance, rules, options.link(), options.buffer());
        faults = new Faults(network, rules, liberties, hosts);
        programs = new Programs(clock, agenda, options);
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

    /** Opens a loop on a host. */
    EventLoop open(Host host, Options options) {
        return Millrace.open(host.platform(), recorded
                ? options.withScheduler(() -> new ChosenOrder(chance, host.name()))
                : options);
    }

    /**
     * Returns the hash of what has run and was chosen so far, in a world that was made with decisions: over the tasks'
     * paths, the numbers of their steps and the decisions.
     */
    public long traceHash() {
        return chance.record().hash();
    }

    /**
     * Returns what was chosen so far, in a world that was made with decisions: in another world with this schedule the
     * same programs are the same run.
     */
    public Schedule schedule() {
        return chance.record().schedule();
    }

    /** Adds a host that is named by its number: host 1 is the first. */
    public Host host() {
        return host("host " + (hosts.size() + 1));
    }

    /** Adds a host. The first one has the address 10.0.0.1, the second 10.0.0.2 and so on. */
    public Host host(String name) {
        Objects.requireNonNull(name, "name");
        Host host = new Host(name, hosts.size() + 1, network, clock, programs, rules, liberties);
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
        if (programs.isOn(host)) {
            throw new IllegalStateException(host + " runs a program already: a loop has a platform of its own");
        }
        EventLoop loop = open(host, options);
        Task<T> task = TaskGroup.main(loop, options.coroutines(), main);
        programs.add(host, loop, task);
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
     * @throws IllegalStateException on a deadlock: every host waits, and no timer is armed. If a task blocks outside of
     *     an await. If a limit of the world is reached. If a loop was stopped before its program had ended. The message
     *     says who waits for what. Also if the world runs already, or if a program that was started on this host has
     *     not ended
     */
    public <T> T run(Host host, Options options, Callable<T> main) {
        programs.refuseInside();
        Task<T> task = start(host, options, main);
        programs.drive(task::isDone);
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

    /**
     * Ends whatever goes wrong: removes all rules, heals all partitions, releases what is held, and lets kernels move
     * and report as is natural. Latencies stay. Programs may call it too.
     */
    public void calm() {
        faults.end();
    }

    /**
     * Ends whatever goes wrong, and runs the programs that were started until every one has ended.
     *
     * @param bound how much time may pass on the clock
     * @throws RuntimeException (or an Error) what a program failed with, as {@link #run}
     * @throws IllegalStateException if a program has not ended then; the message says who waits for what
     */
    public void finish(Duration bound) {
        programs.refuseInside();
        calm();
        programs.finish(bound);
    }

    /** Names the main task of a program that runs alone, for reports. */
    void runsAlone(Task<?> main) {
        programs.runsAlone(main);
    }

    /** Closes the loops of the programs that have not ended. */
    @Override
    public void close() {
        programs.close();
    }
}
