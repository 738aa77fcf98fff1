package dev.millrace.lab;

import java.util.Arrays;

/** Compares what comes back to a client with what it has sent: byte for byte, none missing and none too many. */
final class Comparison {
    private final Workload workload;
    private final int client;
    private int message;
    private int place;
    private int size;
    private int received;

    /** Makes the comparison of a client, counted from 0, that expects nothing yet. */
    Comparison(Workload workload, int client) {
        this.workload = workload;
        this.client = client;
    }

    /** Expects a message, from its first byte on. */
    void expect(int number) {
        message = number;
        size = workload.size(client, number);
        place = workload.place(client, number);
        received = 0;
    }

    /** Expects no byte any more. */
    void expectNothing() {
        message++;
        size = 0;
        received = 0;
    }

    /** Returns where in the workload's block the message begins. */
    int place() {
        return place;
    }

    /** Returns the length of the message, in bytes. */
    int size() {
        return size;
    }

    /** Returns whether all of the message has come back. */
    boolean isWhole() {
        return received == size;
    }

    /**
     * Takes what a read returned.
     *
     * @param count how many bytes are in the buffer; -1 at the end, which must not come before the message is whole
     * @throws CommandFailed if a byte was lost or altered; the message says which
     */
    void take(byte[] buffer, int count) {
        if (count < 0) {
            throw wrong("was lost: the end came after %d of its %d bytes".formatted(received, size));
        }
        if (count > size - received) {
            throw new CommandFailed("client %d got %d bytes that nobody sent, after its message %d".formatted(
                    client + 1, count - (size - received), message + (size > 0 ? 1 : 0)));
        }
        int from = place + received;
        int altered = Arrays.mismatch(buffer, 0, count, workload.block(), from, from + count);
        if (altered >= 0) {
            throw wrong("came back altered: byte %d of %d is %d, and %d was sent".formatted(received + altered + 1,
                    size, buffer[altered] & 0xFF, workload.block()[from + altered] & 0xFF));
        }
        received += count;
    }

    private CommandFailed wrong(String what) {
        return new CommandFailed("message %d of client %d %s".formatted(message + 1, client + 1, what));
    }
}
