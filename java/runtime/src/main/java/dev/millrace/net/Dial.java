package dev.millrace.net;

import dev.millrace.io.BrokenException;
import dev.millrace.io.ByteStream;
import dev.millrace.io.ClosedException;
import dev.millrace.io.IoFailure;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Operation;
import dev.millrace.loop.Registration;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import java.util.List;

/**
 * One attempt to connect, from the socket to the stream.
 *
 * @param <S> the class of stream
 */
final class Dial<S extends ByteStream> implements Operation, Promise.WaitsFor {
    /** Makes a stream of a connection. */
    interface Maker<S> {
        S make(EventLoop loop, Registration registration, IpAddress peer);
    }

    private final EventLoop loop;
    private final Sockets sockets;
    private final IpAddress address;
    private final Promise<S> promise;
    private final Maker<S> maker;
    /** Whether our end has a port of the caller's choice. */
    private final boolean ownPort;
    private Registration registration;

    private Dial(EventLoop loop, IpAddress address, TcpOptions options, Maker<S> maker) {
        this.loop = loop;
        this.sockets = loop.platform().sockets();
        this.address = address;
        this.maker = maker;
        this.ownPort = options.local().map(local -> local.port() != 0).orElse(false);
        this.promise = new Promise<>(loop, this);
    }

    static <S extends ByteStream> Future<S> start(
            EventLoop loop, IpAddress address, TcpOptions options, Maker<S> maker) {
        loop.checkThread();
        Dial<S> dial = new Dial<>(loop, address, options, maker);
        try {
            if (!dial.promise.refuseIfCancelled()) {
                dial.begin(options);
            }
        } catch (SystemException | IoFailure e) {
            dial.promise.fail(e);
        }
        return dial.promise;
    }

    /** Refuses a loop that is closed or closing: nobody would close a socket that is opened for it now. */
    static void requireOpen(EventLoop loop, IpAddress address) {
        if (loop.isClosed()) {
            throw closed(address.toString());
        }
    }

    /** Makes the future of a connect that a closed loop refuses. */
    static <S> Future<S> refused(EventLoop loop, String target) {
        return Future.failed(loop, closed(target));
    }

    private static ClosedException closed(String target) {
        return new ClosedException("the loop is closed: no socket for " + target);
    }

    /** Tries addresses in order until one answers. */
    static <S extends ByteStream> Future<S> first(
            EventLoop loop, List<IpAddress> addresses, TcpOptions options, Maker<S> maker) {
        Future<S> attempt = start(loop, addresses.get(0), options, maker);
        if (addresses.size() == 1) {
            return attempt;
        }
        Promise<S> promise = new Promise<>(loop, attempt::cancel);
        attempt.onDone(done -> {
            Throwable failure = done.failure().orElse(null);
            if (failure == null) {
                keep(promise, done.value());
            } else if (done.isCancelled()) {
                promise.tryFail(failure);
            } else if (!promise.isDone()) {
                List<IpAddress> others = addresses.subList(1, addresses.size());
                Future<S> rest = first(loop, others, options, maker);
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
    private static <S extends ByteStream> void keep(Promise<S> promise, S stream) {
        if (!promise.tryComplete(stream)) {
            stream.close();
        }
    }

    private void begin(TcpOptions options) {
        requireOpen(loop, address);
        int fd = options.open(loop.platform(), address, false);
        IpAddress local = options.local().orElse(null);
        int result = local == null ? 0 : sockets.bind(fd, local.toBytes());
        if (result < 0) {
            loop.platform().descriptors().close(fd);
            throw new SystemException(result, "bind", local + " to connect to " + address);
        }
        result = sockets.connect(fd, address.toBytes());
        if (result < 0 && result != Errno.EINPROGRESS) {
            loop.platform().descriptors().close(fd);
            throw BrokenException.of(result, "connect", address.toString());
        }
        registration = loop.core().registry().add(fd, result == 0);
        if (result == 0) {
            connected();
        } else {
            registration.writer().start(this);
        }
    }

    /**
     * Looks whom the kernel has connected. Where nobody listens it may choose, for our end, the very port that we dial,
     * and connect the socket to itself (RFC 9293, section 3.5, simultaneous open): that is a refusal, unless we chose.
     */
    private void connected() {
        int fd = registration.fd();
        byte[] bytes = new byte[Sockets.ADDRESS_BYTES];
        boolean named = !address.isUnspecified() || sockets.remoteAddress(fd, bytes) < 0;
        IpAddress peer = named ? address : IpAddress.fromBytes(bytes);
        if (!ownPort && sockets.localAddress(fd, bytes) >= 0 && IpAddress.fromBytes(bytes).equals(peer)) {
            sockets.setOption(fd, SocketOption.LINGER, 0);
            registration.close();
            promise.fail(BrokenException.of(Errno.ECONNREFUSED, "connect", address.toString()));
        } else {
            promise.complete(maker.make(loop, registration, peer));
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
            connected();
            return;
        }
        registration.close();
        promise.fail(result == CLOSED
                ? new ClosedException("the loop was closed while connecting to " + address)
                : BrokenException.of(result, "connect", address.toString()));
    }

    @Override
    public String what() {
        return "connect to " + address;
    }

    @Override
    public boolean undo() {
        registration.writer().cancel(this);
        registration.close();
        return true;
    }
}
