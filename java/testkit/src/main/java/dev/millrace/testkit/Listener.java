package dev.millrace.testkit;

import dev.millrace.sys.SocketOption;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** What a listening socket has: connections that come about, and those that wait to be accepted. */
final class Listener {
    private final Map<SocketOption, Integer> options;
    private final int limit;
    private final Runnable onChange;
    private final ArrayDeque<Incoming> backlog = new ArrayDeque<>();
    /** Those for which there is no place in the backlog. */
    private final ArrayDeque<Incoming> overflow = new ArrayDeque<>();
    /** How many have a place in the backlog and are not there yet. */
    private int halfOpen;
    private boolean closed;

    Listener(Map<SocketOption, Integer> options, int limit, Runnable onChange) {
        this.options = options;
        this.limit = limit;
        this.onChange = onChange;
    }

    boolean isEmpty() {
        return backlog.isEmpty();
    }

    /** Takes the connection that has waited longest; null if none waits. */
    Incoming poll() {
        return backlog.poll();
    }

    /** Grants connections as long as there is a place. */
    void admit() {
        while (!overflow.isEmpty() && hasPlace()) {
            grant(overflow.poll());
        }
    }

    /** Resets what was not accepted, and refuses what was not granted. */
    void close() {
        closed = true;
        backlog.forEach(each -> each.end.sendReset());
        overflow.forEach(each -> each.end.sendReset());
        overflow.clear();
    }

    boolean isClosed() {
        return closed;
    }

    /** Returns whether one more connection may wait to be accepted. */
    boolean hasPlace() {
        return backlog.size() + halfOpen < limit;
    }

    private void grant(Incoming incoming) {
        halfOpen++;
        incoming.options.putAll(options);
        incoming.end.answer();
    }

    private void asked(Incoming incoming) {
        overflow.add(incoming);
        admit();
    }

    private void confirmed(Incoming incoming) {
        halfOpen--;
        incoming.end.handshake(End.Handshake.OVER);
        if (closed) {
            incoming.end.sendReset();
        } else {
            backlog.add(incoming);
            onChange.run();
        }
    }

    private void broken(Incoming incoming) {
        if (!overflow.remove(incoming)) {
            halfOpen--;
        }
        admit();
    }

    /** The server's end of a connection that was not accepted yet. */
    static final class Incoming implements End.Handshake {
        final End end;
        final byte[] client;
        final byte[] server;
        final Map<SocketOption, Integer> options = new EnumMap<>(SocketOption.class);
        /** Asked when the connect arrives: null if nobody listens. */
        private final Supplier<Listener> find;
        private Listener listener;

        Incoming(byte[] client, byte[] server, Supplier<Listener> find, int defaultBuffer) {
            this.client = client;
            this.server = server;
            this.find = find;
            end = new End(options, defaultBuffer);
            end.handshake(this);
        }

        @Override
        public void asked() {
            listener = find.get();
            if (listener == null) {
                end.sendReset();
            } else {
                listener.asked(this);
            }
        }

        @Override
        public void confirmed() {
            listener.confirmed(this);
        }

        @Override
        public void broken() {
            if (listener != null) {
                listener.broken(this);
            }
        }
    }
}
