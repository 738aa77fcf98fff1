package dev.millrace.testkit.network;

/**
 * A packet that a host sends to another, or to itself, as a rule sees it.
 *
 * @param kind what it says
 * @param from the name of the host that sends it
 * @param fromPort the port of its connection, or of its socket, there
 * @param to the name of the host that is to receive it
 * @param toPort the port of its connection, or of its socket, there
 * @param bytes how many bytes it carries; for ROOM, how many were read
 */
public record Packet(Kind kind, String from, int fromPort, String to, int toPort, int bytes) {
    /** What a packet says. */
    public enum Kind {
        /** The client asks for a connection. */
        CONNECT,
        /** The server grants the connection. */
        ANSWER,
        /** The client has seen the grant: now the server can accept. */
        CONFIRM,
        /** Bytes. */
        DATA,
        /** A datagram. */
        DATAGRAM,
        /** Bytes were read at the other end, so there is room for more. */
        ROOM,
        /** No more bytes will come. */
        END,
        /** The connection is broken, or refused. */
        RESET
    }
}
