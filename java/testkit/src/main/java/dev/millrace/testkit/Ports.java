package dev.millrace.testkit;

import dev.millrace.sys.SocketOption;
import java.util.HashMap;
import java.util.Map;

/** The ports of a simulation's one machine, and who listens on them: one listener a port. */
final class Ports {
    private static final int FIRST_EPHEMERAL = 49152;
    private static final int LAST_EPHEMERAL = 65535;

    private final Map<Integer, Endpoint> listeners = new HashMap<>();
    private int next = FIRST_EPHEMERAL;

    /** Gives an address the next port that nobody listens on. */
    void choose(byte[] address) {
        int port;
        do {
            port = next;
            next = port == LAST_EPHEMERAL ? FIRST_EPHEMERAL : port + 1;
        } while (listeners.containsKey(port));
        Endpoint.port(address, port);
    }

    boolean isTaken(byte[] address) {
        return listeners.containsKey(Endpoint.port(address));
    }

    /** Tells who takes connections to an address; null if nobody does. */
    Endpoint listener(byte[] address) {
        Endpoint listener = listeners.get(Endpoint.port(address));
        return listener != null && Endpoint.accepts(listener.local, address)
                && (listener.family == address[0] || listener.options.getOrDefault(SocketOption.V6_ONLY, 0) == 0)
                ? listener : null;
    }

    /** Returns false if somebody listens on the port already. */
    boolean take(Endpoint listener) {
        return listeners.putIfAbsent(Endpoint.port(listener.local), listener) == null;
    }

    void release(Endpoint listener) {
        listeners.remove(Endpoint.port(listener.local), listener);
    }
}
