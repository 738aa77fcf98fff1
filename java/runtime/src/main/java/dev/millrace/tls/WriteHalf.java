package dev.millrace.tls;

import dev.millrace.io.BusyException;
import dev.millrace.io.ByteStream;
import dev.millrace.io.ClosedException;
import dev.millrace.io.IoHandler;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopStep;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The writing half of a {@link TlsStream}. A write is encrypted a record at a time, each when the one before it was
 * taken, so a cancel stops between two records. A record that is encrypted is always sent: the peer counts them.
 */
final class WriteHalf extends LoopStep {
    /** How many records that are taken at once are sent before others get their turn. */
    private static final int RECORDS = 16;
    /** How many arrays the engine is shown at a time, for it looks at all of them. */
    private static final int ARRAYS = 64;

    private final EventLoop loop;
    private final Engine engine;
    private final Sender sender;
    /** Runs when no write waits any longer. */
    private Runnable onIdle = () -> { };
    /** Whoever waits for the end of our direction to be said. */
    private final List<Promise<Void>> endings = new ArrayList<>();
    /** Whoever waits for a write; null if nobody does. */
    private IoHandler handler;
    private ByteBuffer[] sources;
    private int index;
    private int length;
    private int left;
    private long written;
    private boolean ended;
    /** Why the write that waits has failed, to be told in a step; null if it has not. */
    private RuntimeException failure;

    WriteHalf(EventLoop loop, Engine engine, Sender sender) {
        this.loop = loop;
        this.engine = engine;
        this.sender = sender;
        sender.listener(this::run);
    }

    /** Says what runs when no write waits any longer; it must do no more than make a step ready. */
    void onIdle(Runnable told) {
        onIdle = told;
    }

    boolean isIdle() {
        return handler == null;
    }

    long written() {
        return written;
    }

    int write(ByteBuffer[] from, int count, IoHandler told) {
        requireFree();
        if (ended) {
            throw new ClosedException("the output of this TLS stream was shut down");
        }
        engine.requireWhole();
        if (count == 0) {
            return 0;
        }
        sources = from;
        index = 0;
        length = count;
        left = count;
        handler = told;
        boolean done = false;
        try {
            done = pump();
        } catch (RuntimeException e) {
            forget();
            throw e;
        }
        if (!done) {
            return ByteStream.PENDING;
        }
        forget();
        return count;
    }

    boolean cancel(IoHandler whose) {
        if (handler == null || handler != whose) {
            return false;
        }
        forget();
        return true;
    }

    /** Sends what the engine has to say of its own, now or after what is on its way. */
    void answer() {
        try {
            pump();
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Ends our direction, and says so. */
    Future<Void> end() {
        try {
            requireFree();
            engine.requireWhole();
            if (!ended) {
                ended = true;
                engine.end();
            }
            if (pump()) {
                return Future.of(loop, null);
            }
        } catch (RuntimeException e) {
            return Future.failed(loop, e);
        }
        Promise<Void> ending = new Promise<>(loop);
        endings.add(ending);
        return ending;
    }

    /** Fails whoever waits, in a step. */
    void fail(RuntimeException cause) {
        if (failure == null && (handler != null || !endings.isEmpty())) {
            failure = cause;
            sources = null;
            left = 0;
            loop.core().makeReady(this);
        }
    }

    private void requireFree() {
        if (handler != null) {
            throw new BusyException("another write is waiting on this TLS stream; await or cancel it");
        }
    }

    private void forget() {
        handler = null;
        sources = null;
        left = 0;
        failure = null;
        onIdle.run();
    }

    /** Goes on in a step: when something was taken, when it is our turn again, or when there is a failure to tell. */
    @Override
    public void run() {
        RuntimeException cause = failure;
        failure = null;
        boolean done = true;
        try {
            done = pump();
        } catch (RuntimeException e) {
            cause = cause == null ? e : cause;
        }
        if (done || cause != null) {
            tell(cause);
        }
    }

    private void tell(RuntimeException cause) {
        List<Promise<Void>> told = List.copyOf(endings);
        endings.clear();
        told.forEach(each -> {
            boolean now = cause == null ? each.tryComplete(null) : each.tryFail(cause);
        });
        IoHandler writer = handler;
        if (writer != null) {
            forget();
            if (cause == null) {
                writer.completed(length);
            } else {
                writer.failed(cause);
            }
        }
    }

    /** Encrypts and sends as far as it goes. Returns whether nothing is left. */
    private boolean pump() {
        for (int records = 0; sender.send(); records++) {
            if (engine.answer()) {
                continue;
            }
            if (left == 0) {
                return true;
            }
            if (records >= RECORDS) {
                loop.core().makeReady(this);
                return false;
            }
            encrypt();
        }
        return false;
    }

    private void encrypt() {
        while (!sources[index].hasRemaining()) {
            index++;
        }
        int count = engine.encrypt(sources, index, Math.min(ARRAYS, sources.length - index));
        left -= count;
        written += count;
    }
}
