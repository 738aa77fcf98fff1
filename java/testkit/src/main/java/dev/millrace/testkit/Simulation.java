package dev.millrace.testkit;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.FailureHandler;
import dev.millrace.loop.LoopObserver;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Schedule;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * A {@link World} of one host, and a loop on it. Time stands while anything can run; a poll that would wait moves the
 * clock to the end of its wait instead. So {@link #run} goes through days of timeouts at once, while {@link #turn} and
 * {@link #advance} let a test move time by hand. A wait that nothing could ever end is a deadlock, which is reported.
 */
public final class Simulation implements AutoCloseable {
    private final World world;
    private final Host host;
    private final SimulatedPoller poller;
    private final Options options;
    private final EventLoop loop;
    private boolean idle;

    /** Makes a simulation with the default options. */
    public Simulation() {
        this(Options.DEFAULT);
    }

    /** Makes a simulation whose loop is observed and reports failures as given. */
    public Simulation(LoopObserver observer, FailureHandler failures) {
        this(Options.DEFAULT.withObserver(observer).withFailures(failures));
    }

    /** Makes a simulation whose loop and programs are set up as given. */
    public Simulation(Options options) {
        this(options, new World());
    }

    /** Makes a simulation that asks for every choice, the order of steps included. */
    public Simulation(Options options, Decisions decisions) {
        this(options, new World(decisions));
    }

    private Simulation(Options options, World world) {
        this.options = options;
        this.world = world;
        host = world.host();
        poller = host.poller();
        loop = world.open(host, options);
    }

    /**
     * Runs a program as the main task of a simulation of its own, as a schedule says. A line that was once reported is
     * good as a regression test.
     *
     * @param schedule a line of a report; or {@code natural}
     * @throws FailedRun if the program fails
     * @throws IllegalArgumentException if the line is no schedule
     */
    public static void replay(String schedule, Task.Body program) {
        check(Schedule.parse(schedule), program);
    }

    /**
     * Runs a program as the main task of a simulation of its own, as a schedule says: the body of a property of all
     * schedules.
     *
     * @throws FailedRun if the program fails
     */
    public static void check(Schedule schedule, Task.Body program) {
        new Trial().check(schedule, program);
    }

    /**
     * Marks the calling task, and those it starts from now on, as part of the test and not of what is tested: its steps
     * run in their natural order always. Does nothing where the order is not chosen.
     */
    public static void background() {
        if (Task.current().loop().platform().clock() instanceof VirtualClock clock) {
            clock.record().markBackground();
        }
    }

    /** Returns the hash of what has run so far: as {@link World#traceHash}. */
    public long traceHash() {
        return world.traceHash();
    }

    /** Returns the loop. */
    public EventLoop loop() {
        return loop;
    }

    /** Returns the loop's clock. */
    public VirtualClock clock() {
        return world.clock();
    }

    /** Returns the sockets, to make calls fail and to count descriptors. */
    public SimulatedSockets sockets() {
        return host.sockets();
    }

    /** Makes one turn: runs what is ready at this instant, but not what that makes ready. Time stands. */
    public void turn() {
        loop.turn(0);
    }

    /**
     * Runs until nothing can run at this instant. Time stands.
     *
     * @throws IllegalStateException if that takes more than a million turns
     */
    public void runUntilIdle() {
        idle = false;
        Runnable stopper = () -> {
            idle = true;
            loop.stop();
        };
        poller.whenIdle(stopper);
        try {
            while (!idle) {
                loop.run();
            }
        } finally {
            poller.forget(stopper);
        }
    }

    /**
     * Lets time pass. Whatever falls due before the end runs at its own instant; what falls due at the very end is left
     * to the next turn.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public void advance(Duration time) {
        VirtualClock clock = world.clock();
        long end = clock.nanoTime() + clock.nanosOf(time);
        for (long left; (left = end - clock.nanoTime()) > 0;) {
            loop.turn(left);
        }
    }

    /** Returns a future that is done when everything waits, before the clock jumps. */
    public Future<Void> whenIdle() {
        Promise<Void> promise = new Promise<>(loop);
        poller.whenIdle(() -> promise.tryComplete(null));
        return promise;
    }

    /**
     * Runs a program of straight-line code until its main task has ended, as
     * {@link Millrace#run(EventLoop, Coroutines, Callable)} does. The clock jumps whenever everything waits.
     *
     * @return what main returned
     * @throws IllegalStateException also on a deadlock: everything waits and no timer is armed
     */
    public <T> T run(Callable<T> main) {
        Objects.requireNonNull(main, "main");
        return Millrace.run(loop, options.coroutines(), () -> {
            world.runsAlone(Task.current());
            return main.call();
        });
    }

    /** Runs a program without a value: as {@link #run(Callable)}. */
    public void run(Task.Body main) {
        run(() -> {
            main.run();
            return null;
        });
    }

    /**
     * Runs a program in callback style until the future it returns has ended, as
     * {@link Millrace#runCallbacks(EventLoop, Function)} does. The clock jumps whenever everything waits.
     *
     * @return the future's value
     * @throws IllegalStateException also on a deadlock: everything waits and no timer is armed
     */
    public <T> T runCallbacks(Function<? super EventLoop, ? extends Future<T>> main) {
        return Millrace.runCallbacks(loop, main);
    }

    /** Connects two streams of the loop. That takes turns of the loop, so call it between turns. */
    public StreamPair pair() {
        return runCallbacks(loop -> {
            TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
            Future<TcpStream> client = TcpStream.connect(loop, listener.localAddress());
            return listener.accept().flatMap(server -> client.map(one -> {
                listener.close();
                return new StreamPair(one, server);
            }));
        });
    }

    @Override
    public void close() {
        loop.close();
    }

    /**
     * Two streams that are connected to each other.
     *
     * @param client the stream that connected
     * @param server the stream that was accepted
     */
    public record StreamPair(TcpStream client, TcpStream server) {
    }
}
