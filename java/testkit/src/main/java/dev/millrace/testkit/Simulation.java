package dev.millrace.testkit;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.FailureHandler;
import dev.millrace.loop.LoopObserver;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.sys.Elsewhere;
import dev.millrace.sys.Platform;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * A loop in a world of its own. Time stands while anything can run; a poll that would wait moves the clock to the end
 * of its wait instead. So {@link #run} goes through days of timeouts at once, while {@link #turn} lets a test move
 * time by hand. A wait that nothing could ever end is a deadlock, and is said to be one.
 */
public final class Simulation implements AutoCloseable {
    private final VirtualClock clock = new VirtualClock();
    private final SimulatedSockets sockets = new SimulatedSockets();
    private final SimulatedPoller poller = new SimulatedPoller(clock, sockets::readiness);
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
        this.options = options;
        sockets.onChange(poller::changed);
        loop = Millrace.open(new Platform(poller, sockets, clock, new SimulatedElsewhere()), options);
    }

    /** The loop. */
    public EventLoop loop() {
        return loop;
    }

    /** The loop's clock. */
    public VirtualClock clock() {
        return clock;
    }

    /** The sockets, to make calls fail and to count descriptors. */
    public SimulatedSockets sockets() {
        return sockets;
    }

    /** Runs what can run at this instant, once: not what that makes ready. Time stands. */
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
     * Lets time pass: runs all that falls due before its end, each at its own instant, and leaves what falls due at the
     * very end to the next turn.
     */
    public void advance(Duration time) {
        long start = clock.nanoTime();
        clock.advance(time);
        long length = clock.nanoTime() - start;
        clock.advanceNanos(-length);
        for (long left; (left = start + length - clock.nanoTime()) > 0;) {
            loop.turn(left);
        }
    }

    /** Makes a future that is done when everything waits, before the clock jumps. */
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
        return Millrace.run(loop, options.coroutines(), main);
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

    /** Makes a connection between two streams of the loop. It takes turns, so it is for use between turns. */
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
     * @param client the one that connected
     * @param server the one that was accepted
     */
    public record StreamPair(TcpStream client, TcpStream server) {
    }

    /** Runs blocking work as a step of the loop. */
    private static final class SimulatedElsewhere implements Elsewhere {
        private boolean closed;

        @Override
        public void run(Runnable work, Executor inbox) {
            if (closed) {
                throw new RejectedExecutionException("closed");
            }
            inbox.execute(work);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
