package dev.millrace.net;

import dev.millrace.net.DatagramSocket.Received;
import dev.millrace.sys.Sockets;
import java.util.Objects;

/** Receives one datagram. */
final class DatagramReceive extends DatagramOperation<Received> {
    private final byte[] buffer;
    private final int offset;
    private final int length;
    private final byte[] from = new byte[Sockets.ADDRESS_BYTES];

    DatagramReceive(DatagramSocket socket, byte[] buffer, int offset, int length) {
        super(socket, "receive", socket.registration().reader());
        Objects.checkFromIndexSize(offset, length, buffer.length);
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
    }

    @Override
    int transfer() {
        return sockets.receiveFrom(socket.registration().fd(), buffer, offset, length, from);
    }

    @Override
    Received value(int result) {
        boolean truncated = (result & Sockets.TRUNCATED) != 0;
        return new Received(result & ~Sockets.TRUNCATED, IpAddress.fromBytes(from), truncated);
    }
}
