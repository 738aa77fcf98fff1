package dev.millrace.net;

import java.util.Objects;

/** Sends one datagram. */
final class DatagramSend extends DatagramOperation<Void> {
    private final byte[] bytes;
    private final int offset;
    private final int length;
    private final byte[] to;

    DatagramSend(DatagramEnd end, byte[] bytes, int offset, int length, byte[] to) {
        super(end, "send", end.writer());
        Objects.checkFromIndexSize(offset, length, bytes.length);
        this.bytes = bytes;
        this.offset = offset;
        this.length = length;
        this.to = to;
    }

    @Override
    int transfer() {
        return sockets.sendTo(end.fd(), bytes, offset, length, to);
    }

    @Override
    Void value(int result) {
        return null;
    }
}
