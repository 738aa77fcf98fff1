package dev.millrace.net;

import dev.millrace.sys.Sockets;
import java.util.Objects;

/**
 * Receives one datagram.
 *
 * @param <T> what is told of it
 */
final class DatagramReceive<T> extends DatagramOperation<T> {
    /** Makes what is told. */
    interface Receipt<T> {
        T of(int length, IpAddress from, boolean truncated);
    }

    private final byte[] buffer;
    private final int offset;
    private final int length;
    private final Receipt<T> receipt;
    private final byte[] from = new byte[Sockets.ADDRESS_BYTES];

    DatagramReceive(DatagramEnd end, byte[] buffer, int offset, int length, Receipt<T> receipt) {
        super(end, "receive", end.reader());
        Objects.checkFromIndexSize(offset, length, buffer.length);
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        this.receipt = receipt;
    }

    @Override
    int transfer() {
        return sockets.receiveFrom(end.fd(), buffer, offset, length, from);
    }

    @Override
    T value(int result) {
        boolean truncated = (result & Sockets.TRUNCATED) != 0;
        return receipt.of(result & ~Sockets.TRUNCATED, IpAddress.fromBytes(from), truncated);
    }
}
