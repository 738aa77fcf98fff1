package dev.millrace.testkit.contract;

import dev.millrace.io.ByteStream;
import dev.millrace.io.IoHandler;
import dev.millrace.loop.EventLoop;
import dev.millrace.sys.Descriptors;
import dev.millrace.sys.Poller;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.task.Future;

/** What passes everything on, for those that do not quite. */
final class Forwarding {
    private Forwarding() {
    }

    /** A stream upon another. */
    static class Stream implements ByteStream {
        final ByteStream beneath;

        Stream(ByteStream beneath) {
            this.beneath = beneath;
        }

        @Override
        public EventLoop loop() {
            return beneath.loop();
        }

        @Override
        public int read(byte[] bytes, int offset, int length, IoHandler handler) {
            return beneath.read(bytes, offset, length, handler);
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

    /** A poller upon another. */
    static class Polling implements Poller {
        final Poller beneath;

        Polling(Poller beneath) {
            this.beneath = beneath;
        }

        @Override
        public void register(int fd, long key) {
            beneath.register(fd, key);
        }

        @Override
        public boolean deregister(int fd) {
            return beneath.deregister(fd);
        }

        @Override
        public int poll(ReadyBatch batch, long timeoutNanos) {
            return beneath.poll(batch, timeoutNanos);
        }

        @Override
        public void wakeup() {
            beneath.wakeup();
        }

        @Override
        public void close() {
            beneath.close();
        }
    }

    /** Descriptors upon others. */
    static class Reading implements Descriptors {
        final Descriptors beneath;

        Reading(Descriptors beneath) {
            this.beneath = beneath;
        }

        @Override
        public int read(int fd, byte[] bytes, int offset, int length) {
            return beneath.read(fd, bytes, offset, length);
        }

        @Override
        public int write(int fd, byte[] bytes, int offset, int length) {
            return beneath.write(fd, bytes, offset, length);
        }

        @Override
        public int write(int fd, byte[][] arrays, int first, int offset) {
            return beneath.write(fd, arrays, first, offset);
        }

        @Override
        public int close(int fd) {
            return beneath.close(fd);
        }

        @Override
        public void close() {
            beneath.close();
        }
    }
}
