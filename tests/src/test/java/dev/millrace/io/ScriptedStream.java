package dev.millrace.io;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopStep;
import dev.millrace.task.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A stream to read what a test feeds to it, one chunk a read. It keeps the contract of {@link ByteStream} strictly. */
final class ScriptedStream implements ByteStream {
    private final EventLoop loop;
    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();
    private final Arrival arrival = new Arrival();
    private RuntimeException failure;
    private boolean ended;
    private boolean closed;
    private byte[] bytes;
    private int offset;
    private int length;
    private IoHandler reader;
    private final List<Integer> asked = new ArrayList<>();

    ScriptedStream(EventLoop loop) {
        this.loop = loop;
    }

    /** Lets chunks arrive, each as what one read will give at the most. */
    ScriptedStream feed(String... texts) {
        for (String text : texts) {
            chunks.add(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        wake();
        return this;
    }

    /** Lets the peer end, after what was fed. */
    ScriptedStream end() {
        ended = true;
        wake();
        return this;
    }

    /** Lets every read fail, after what was fed. */
    ScriptedStream fail(RuntimeException cause) {
        failure = cause;
        wake();
        return this;
    }

    /** How many bytes each read asked for. */
    List<Integer> asked() {
        return asked;
    }

    /** Tells whether a read waits. */
    boolean isAwaited() {
        return reader != null;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public int read(byte[] into, int from, int most, IoHandler handler) {
        if (isAwaited()) {
            throw new BusyException("a read waits");
        }
        requireOpen();
        asked.add(most);
        int count = take(into, from, most);
        if (count == PENDING) {
            bytes = into;
            offset = from;
            length = most;
            reader = handler;
        }
        return count;
    }

    @Override
    public boolean cancelRead(IoHandler handler) {
        if (reader != handler || !isAwaited()) {
            return false;
        }
        reader = null;
        loop.core().unready(arrival);
        return true;
    }

    @Override
    public void close() {
        closed = true;
        wake();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    private void requireOpen() {
        if (closed) {
            throw new ClosedException("closed");
        }
    }

    private int take(byte[] into, int from, int most) {
        byte[] chunk = chunks.poll();
        if (chunk == null) {
            if (failure != null) {
                throw failure;
            }
            return ended ? -1 : PENDING;
        }
        int count = Math.min(most, chunk.length);
        System.arraycopy(chunk, 0, into, from, count);
        if (count < chunk.length) {
            chunks.addFirst(Arrays.copyOfRange(chunk, count, chunk.length));
        }
        return count;
    }

    private void wake() {
        if (isAwaited()) {
            loop.core().makeReady(arrival);
        }
    }

    @Override
    public int write(byte[] from, int offset, int length, IoHandler handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(byte[][] arrays, IoHandler handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean cancelWrite(IoHandler handler) {
        return false;
    }

    @Override
    public long written() {
        return 0;
    }

    @Override
    public Future<Void> shutdownOutput() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void abort() {
        close();
    }

    /** Tells the reader, on a step of its own. */
    private final class Arrival extends LoopStep {
        @Override
        public void run() {
            IoHandler told = reader;
            reader = null;
            int count;
            try {
                requireOpen();
                count = take(bytes, offset, length);
            } catch (RuntimeException e) {
                told.failed(e);
                return;
            }
            told.completed(count);
        }
    }
}
