package dev.millrace.net;

import static dev.millrace.task.Task.await;

import dev.millrace.io.BusyException;
import dev.millrace.loop.EventLoop;
import dev.millrace.task.Cancelled;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.TaskGroup;

/**
 * A server of tasks: one that accepts, in the group it was given, and below it a task per connection. It is the
 * accepting task that ends last, so the group, a cancel and a timeout around see the server as a whole.
 */
final class Serving implements AcceptAll.Owner {
    /** What is done with a connection. */
    interface Body {
        void run(TcpStream stream) throws Exception;
    }

    private final EventLoop loop;
    private final Listening listener;
    private final Body body;
    private final AcceptAll acceptor;
    private final Promise<Void> stopped;
    /** The connections' tasks; null until the accepting task has begun, which lets the first connection in. */
    private TaskGroup connections;

    private Serving(Listening listener, int limit, Body body) {
        this.loop = listener.loop();
        this.listener = listener;
        this.body = body;
        this.acceptor = new AcceptAll(listener, limit, this);
        this.stopped = new Promise<>(loop);
    }

    /** Takes the listener at once, so that a second server is refused before anything has begun. */
    static Future<Void> start(Listening listener, TaskGroup group, int limit, Body body) {
        Serving serving = new Serving(listener, limit, body);
        try {
            if (!serving.acceptor.take()) {
                return Future.of(listener.loop(), null);
            }
        } catch (BusyException e) {
            return Future.failed(listener.loop(), e);
        }
        try {
            return group.start(serving::accept);
        } catch (RuntimeException e) {
            serving.acceptor.stop();
            throw e;
        }
    }

    private void accept() {
        TaskGroup.run(group -> {
            // Closed before the connections are waited for: whoever cancels wants no new ones meanwhile.
            try {
                connections = group;
                acceptor.resume();
                await(stopped);
            } finally {
                listener.registration().close();
            }
        });
    }

    @Override
    public void accepted(TcpStream stream) {
        connections.start(() -> serve(stream));
    }

    @Override
    public void stopped(int error) {
        if (error == AcceptAll.CLOSED) {
            stopped.tryComplete(null);
        } else {
            stopped.tryFail(acceptor.failure(error));
        }
    }

    /** A connection's failure is reported, and the others go on. */
    private void serve(TcpStream stream) {
        try (stream) {
            body.run(stream);
        } catch (Cancelled e) {
            throw e;
        } catch (Throwable e) {
            loop.core().throwIfFatal(e);
            loop.core().report("serving " + stream + " failed", e);
        } finally {
            acceptor.ended();
        }
    }
}
