package dev.millrace.net;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Operation;
import dev.millrace.loop.Registration;
import dev.millrace.sys.Errno;
import dev.millrace.sys.Sockets;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Cancelled;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.util.List;

/** One attempt to connect, from the socket to the stream. */
final class Dial implements Operation {
    private final EventLoop loop;
    private final Sockets sockets;
    private final Address address;
    private final Promise<TcpStream> promise;
    private Registration registration;

    private Dial(EventLoop loop, Address address) {
        this.loop = loop;
        this.sockets = loop.platform().sockets();
        this.address = address;
        this.promise = new Promise<>(loop, this::giveUp);
    }

    static Future<TcpStream> start(EventLoop loop, Address address, TcpOptions options) {
        loop.checkThread();
        Dial dial = new Dial(loop, address);
        try {
            if (!dial.promise.refuseIfCancelled()) {
                dial.begin(options);
            }
        } catch (SystemException | ClosedException e) {
            dial.promise.fail(e);
        }
        return dial.promise;
    }

    /** Tries addresses in order until one answers. */
    static Future<TcpStream> first(EventLoop loop, List<Address> addresses, TcpOptions options) {
        Future<TcpStream> attempt = start(loop, addresses.get(0), options);
        if (addresses.size() == 1) {
            return attempt;
        }
        Promise<TcpStream> promise = new Promise<>(loop, attempt::cancel);
        attempt.onDone(done -> {
            Throwable failure = done.failure().orElse(null);
            if (failure == null) {
                keep(promise, done.value());
            } else if (failure instanceof Cancelled) {
                promise.tryFail(failure);
            } else if (!promise.isDone()) {
                Future<TcpStream> rest = first(loop, addresses.subList(1, addresses.size()), options);
                promise.undoBy(rest::cancel);
                rest.onDone(other -> other.failure().ifPresentOrElse(last -> {
                    last.addSuppressed(failure);
                    promise.tryFail(last);
                }, () -> keep(promise, other.value())));
            }
        });
        return promise;
    }

    /** A stream that came too late for anybody to take is closed. */
    private static void keep(Promise<TcpStream> promise, TcpStream stream) {
        if (!promise.tryComplete(stream)) {
            stream.close();
        }
    }

    private void begin(TcpOptions options) {
        ClosedException.throwIfClosed(loop, address);
        int fd = options.open(sockets, address, false);
        Address local = options.local().orElse(null);
        int result = local == null ? 0 : sockets.bind(fd, local.toBytes());
        if (result < 0) {
            sockets.close(fd);
            throw new SystemException(result, "bind", local + " to connect to " + address);
        }
        result = sockets.connect(fd, address.toBytes());
        if (result < 0 && result != Errno.EINPROGRESS) {
            sockets.close(fd);
            throw BrokenException.of(result, "connect", address.toString());
        }
        registration = loop.registry().add(fd, result == 0);
        if (result == 0) {
            promise.complete(new TcpStream(loop, registration, address));
        } else {
            registration.writer().start(this);
        }
    }

    /**
     * Writable is not connected: the kernel is asked. An error may be in the report alone, so that is asked as well.
     */
    @Override
    public int attempt() {
        int result = sockets.finishConnect(registration.fd());
        int reported = registration.takeError();
        if (result != Errno.EINPROGRESS) {
            return result < 0 || reported == 0 ? result : reported;
        }
        return reported == 0 ? Errno.EAGAIN : reported;
    }

    @Override
    public void complete(int result) {
        if (result >= 0) {
            promise.complete(new TcpStream(loop, registration, address));
            return;
        }
        registration.close();
        promise.fail(result == CLOSED
                ? new ClosedException("the loop was closed while connecting to " + address)
                : BrokenException.of(result, "connect", address.toString()));
    }

    private boolean giveUp() {
        registration.writer().cancel(this);
        registration.close();
        return true;
    }
}
