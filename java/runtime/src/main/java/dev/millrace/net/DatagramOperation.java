package dev.millrace.net;

import dev.millrace.loop.Direction;
import dev.millrace.loop.Operation;
import dev.millrace.sys.Errno;
import dev.millrace.sys.Sockets;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;

/**
 * One send or one receive, from the first try to the future's end.
 *
 * @param <T> what it results in
 */
abstract class DatagramOperation<T> implements Operation {
    final DatagramEnd end;
    final Sockets sockets;
    private final String call;
    private final Direction direction;
    private final Promise<T> promise;

    DatagramOperation(DatagramEnd end, String call, Direction direction) {
        this.end = end;
        this.sockets = end.sockets();
        this.call = call;
        this.direction = direction;
        this.promise = new Promise<>(end.loop(), () -> {
            direction.cancel(this);
            return true;
        });
    }

    /** Makes the system call once. */
    abstract int transfer();

    abstract T value(int result);

    final Future<T> begin() {
        if (promise.refuseIfCancelled()) {
            return promise;
        }
        try {
            end.requireOpen();
            end.requireFree(direction, call);
            int result = direction.start(this);
            if (result != Errno.EAGAIN) {
                complete(result);
            }
        } catch (RuntimeException e) {
            promise.fail(e);
        }
        return promise;
    }

    /**
     * An unconnected socket may still be told what became of datagrams to a peer that it had: nobody asks any more.
     */
    @Override
    public final int attempt() {
        int result = transfer();
        boolean stale = result == Errno.ECONNREFUSED || result == Errno.ECONNRESET;
        return stale && !end.isConnected() ? MORE : result;
    }

    @Override
    public final void complete(int result) {
        if (result >= 0) {
            promise.complete(value(result));
        } else {
            promise.fail(end.failure(result, call));
        }
    }
}
