package dev.millrace.tls;

import dev.millrace.io.BrokenException;
import dev.millrace.io.ByteStream;
import dev.millrace.loop.Timer;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.TimedOut;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLHandshakeException;

/**
 * The handshake: sends, fetches and computes as the engine asks for it. The engine's long
 * computations, and the first use of the options, run on the blocking pool.
 */
final class Handshake {
    private static final int MOST_AT_ONCE = 1 << 14;

    private final ByteStream beneath;
    private final TlsOptions options;
    private final Promise<TlsStream> promise;
    private final Timer timer;
    private Engine engine;
    private Sender sender;
    private Fetcher fetcher;
    /** What runs on another thread, and may be taken back if it has not begun. */
    private Future<?> elsewhere;
    private boolean over;

    private Handshake(ByteStream beneath, TlsOptions options) {
        this.beneath = beneath;
        this.options = options;
        promise = new Promise<>(beneath.loop(), this::giveUp);
        timer = beneath.loop().timer(this::timeOut);
    }

    /**
     * Begins.
     *
     * @param early what has arrived already
     * @param maker makes the engine; it may take its time
     */
    static Future<TlsStream> begin(ByteStream beneath, TlsOptions options, byte[] early, EngineMaker maker) {
        Handshake handshake = new Handshake(beneath, options);
        if (!handshake.promise.refuseIfCancelled()) {
            handshake.start(early, maker);
        } else {
            beneath.abort();
        }
        return handshake.promise;
    }

    private void start(byte[] early, EngineMaker maker) {
        timer.arm(options.handshakeTimeout());
        offload(maker::make, made -> {
            engine = new Engine(made);
            engine.incoming.put(early);
            sender = new Sender(beneath, engine.outgoing);
            fetcher = new Fetcher(beneath, engine);
            sender.listener(this::advance);
            fetcher.listener(this::advance);
            try {
                engine.begin();
            } catch (RuntimeException e) {
                fail(e);
            }
            advance();
        });
    }

    /** Works elsewhere, and goes on here, unless it is over by then. */
    private <T> void offload(Callable<T> work, Consumer<T> next) {
        Future<T> working = Future.offload(beneath.loop(), work);
        elsewhere = working;
        working.onDone(done -> {
            if (over) {
                return;
            }
            done.failure().ifPresentOrElse(this::fail, () -> next.accept(done.value()));
        });
    }

    private void advance() {
        boolean more = !over && elsewhere.isDone();
        try {
            while (more) {
                more = step();
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    /** Does what comes next, and returns whether more can be done at once. */
    private boolean step() {
        if (engine.status() == HandshakeStatus.NEED_WRAP && engine.outgoing.available() < MOST_AT_ONCE
                && sender.isIdle()) {
            engine.requireWhole();
            return engine.answer() || engine.status() != HandshakeStatus.NEED_WRAP;
        }
        boolean sent = sender.send();
        HandshakeStatus status = engine.status();
        if (status == HandshakeStatus.FINISHED || status == HandshakeStatus.NOT_HANDSHAKING) {
            // What is not taken yet, such as a server's tickets, need not be: the peer may never read it.
            return finish();
        }
        return switch (status) {
            case NEED_TASK -> compute();
            // Also while a write waits: the peer may be writing too, and not read before we do.
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> listen();
            default -> sent;
        };
    }

    private boolean listen() {
        return switch (engine.unwrap()) {
            case INCOMPLETE -> fetch();
            case END -> throw ended("the peer ended the connection in the middle of the handshake");
            case DATA, NOTHING -> true;
        };
    }

    private boolean fetch() {
        int count = fetcher.fetch();
        if (count == -1) {
            throw ended("the connection ended in the middle of the handshake");
        }
        return count != ByteStream.PENDING;
    }

    private static BrokenException ended(String how) {
        return new BrokenException("TLS: " + how, new SSLHandshakeException(how));
    }

    private boolean compute() {
        offload(engine::compute, nothing -> advance());
        return false;
    }

    private boolean finish() {
        over = true;
        timer.cancel();
        engine.established();
        promise.complete(new TlsStream(beneath, engine, sender, fetcher, options));
        return false;
    }

    private void fail(Throwable cause) {
        over = true;
        timer.cancel();
        promise.fail(cause);
        if (engine == null) {
            beneath.abort();
            return;
        }
        new Farewell(beneath, engine, sender, fetcher, options.closeTimeout()).begin();
    }

    private void timeOut() {
        giveUp();
        promise.fail(new TimedOut("the TLS handshake took longer than " + options.handshakeTimeout()));
    }

    private boolean giveUp() {
        over = true;
        timer.cancel();
        elsewhere.cancel();
        beneath.abort();
        return true;
    }
}
