package dev.millrace.tls;

import dev.millrace.io.ByteStream;
import dev.millrace.io.IoHandler;
import dev.millrace.loop.EventLoop;
import dev.millrace.task.Future;
import java.util.Random;

/** A stream of which each read gives a few bytes only, however many are there. */
record Trickle(ByteStream beneath, Random random, int most) implements ByteStream {
    @Override
    public EventLoop loop() {
        return beneath.loop();
    }

    @Override
    public int read(byte[] bytes, int offset, int length, IoHandler handler) {
        return beneath.read(bytes, offset, Math.min(length, 1 + random.nextInt(most)), handler);
    }

    @Override
    public int write(byte[] bytes, int offset, int length, IoHandler handler) {
        return beneath.write(bytes, offset, length, handler);
    }

    @Override
    public int write(byte[][] arrays, IoHandler handler) {
        return beneath.write(arrays, handler);
    }

    @Override
    public boolean cancelRead(IoHandler handler) {
        return beneath.cancelRead(handler);
    }

    @Override
    public boolean cancelWrite(IoHandler handler) {
        return beneath.cancelWrite(handler);
    }

    @Override
    public long written() {
        return beneath.written();
    }

    @Override
    public Future<Void> shutdownOutput() {
        return beneath.shutdownOutput();
    }

    @Override
    public void close() {
        beneath.close();
    }

    @Override
    public void abort() {
        beneath.abort();
    }

    @Override
    public boolean isClosed() {
        return beneath.isClosed();
    }
}
