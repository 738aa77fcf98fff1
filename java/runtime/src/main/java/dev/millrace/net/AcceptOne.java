package dev.millrace.net;

import dev.millrace.loop.EventLoop;
import dev.millrace.sys.Errno;
import dev.millrace.sys.SystemException;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;

/** Takes one connection; every error of the listener's own is the caller's. */
final class AcceptOne extends Acceptor implements Promise.WaitsFor {
    private final EventLoop loop;
    private final Promise<TcpStream> promise;
    private Accepted connection;

    AcceptOne(Listening listener) {
        super(listener);
        this.loop = listener.loop();
        this.promise = new Promise<>(loop, this);
    }

    @Override
    public boolean undo() {
        cancel();
        return true;
    }

    @Override
    public String what() {
        return "accept of " + listener();
    }

    Future<TcpStream> begin() {
        if (promise.refuseIfCancelled()) {
            return promise;
        }
        try {
            int result = start();
            if (result != Errno.EAGAIN) {
                complete(result);
            }
        } catch (RuntimeException e) {
            promise.fail(e);
        }
        return promise;
    }

    @Override
    int accepted(Accepted taken) {
        connection = taken;
        return 0;
    }

    @Override
    public void complete(int result) {
        if (result < 0) {
            promise.fail(failure(result));
            return;
        }
        try {
            promise.complete(connection.stream(loop));
        } catch (SystemException e) {
            promise.fail(e);
        }
    }
}
