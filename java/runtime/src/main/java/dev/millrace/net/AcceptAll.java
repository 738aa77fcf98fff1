package dev.millrace.net;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Timer;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SystemException;
import java.time.Duration;

/**
 * Takes every connection until the listener is closed or broken, with at most so many open at a time. At the limit it
 * takes no more, so that the kernel's backlog and not our memory holds the rest. It keeps the listener to itself all
 * the time, also at the limit and while it waits for descriptors.
 *
 * <p>A shortage (of descriptors, of memory) passes: it is reported once, and the next try is 100 ms later. Any other
 * error of the listener's own would come back at every try, so it ends this.
 */
final class AcceptAll extends Acceptor {
    private static final Duration RETRY = Duration.ofMillis(100);

    /** Who serves the connections. Nothing here may run user code: it is called in a phase of the loop. */
    interface Owner {

        /** Takes a connection, to call {@link #ended()} when it has ended. */
        void accepted(TcpStream stream);

        /** No more connections will come. The error is {@link #CLOSED} or the one that broke the listener. */
        void stopped(int error);
    }

    private final EventLoop loop;
    private final Listening listener;
    private final Owner owner;
    private final int limit;
    private final Timer retry;
    private int open;
    /** Whether connections wait for {@link #resume}. */
    private boolean paused;
    /** Whether a try was left out, since it was paused or at the limit: no report of the poller's makes up for it. */
    private boolean missed;
    /** Whether the shortage that goes on now was reported. */
    private boolean shortageReported;

    AcceptAll(Listening listener, int limit, Owner owner) {
        super(listener);
        if (limit < 1) {
            throw new IllegalArgumentException("a server of at most " + limit + " connections would serve nobody");
        }
        this.loop = listener.loop();
        this.listener = listener;
        this.owner = owner;
        this.limit = limit;
        this.retry = loop.timer(direction()::retry);
    }

    /**
     * Takes every connection from now on; throws as {@link #start} does. Returns false if the listener is closed: then
     * the owner is not told.
     */
    boolean begin() {
        int result = start();
        if (result != Errno.EAGAIN && result != CLOSED) {
            complete(result);
        }
        return result != CLOSED;
    }

    /** Makes the listener this one's, but takes no connection before {@link #resume}: else as {@link #begin}. */
    boolean take() {
        paused = true;
        return begin();
    }

    /** Takes connections from now on. */
    void resume() {
        paused = false;
        makeUp();
    }

    /** A connection has ended, so there is room for another one. */
    void ended() {
        open--;
        makeUp();
    }

    /** Takes no more connections; the owner is not told. */
    void stop() {
        retry.cancel();
        cancel();
    }

    private void makeUp() {
        if (missed && !paused) {
            missed = false;
            direction().retry();
        }
    }

    @Override
    public int attempt() {
        missed = paused || open >= limit;
        return missed ? Errno.EAGAIN : super.attempt();
    }

    @Override
    int accepted(Accepted connection) {
        shortageReported = false;
        try {
            TcpStream stream = connection.stream(loop);
            open++;
            owner.accepted(stream);
        } catch (SystemException e) {
            report("a connection to " + listener.local() + " was dropped", e);
        }
        return MORE;
    }

    @Override
    int failed(int error) {
        return switch (error) {
            case Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM -> tryLater(error);
            default -> error;
        };
    }

    @Override
    public void complete(int result) {
        retry.cancel();
        owner.stopped(result);
    }

    private int tryLater(int shortage) {
        retry.arm(RETRY);
        if (!shortageReported) {
            shortageReported = true;
            report("cannot accept now; trying again every " + RETRY.toMillis() + " ms", failure(shortage));
        }
        return Errno.EAGAIN;
    }

    /** On a step of its own: whoever is told may stop the server, which an attempt does not expect. */
    private void report(String what, Throwable failure) {
        loop.execute(() -> loop.core().report(what, failure));
    }
}
