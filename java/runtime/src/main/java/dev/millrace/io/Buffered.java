package dev.millrace.io;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopStep;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads exact counts, lines and separated records from a {@link ByteStream}. It reads ahead, so from then on the stream
 * is read through it alone. Its buffer is taken at the first need and grows as far as a demand allows.
 *
 * <p>Every method returns a future; cancelling it gives up waiting, and what has arrived stays in the buffer for the
 * next demand. One demand at a time: another fails with {@link BusyException}. All fail as the stream's read does. For
 * the loop's thread only.
 */
public final class Buffered {
    /** How many reads that are done at once are made before others get their turn. */
    private static final int READS = 16;

    private final ByteStream stream;
    private final EventLoop loop;
    private final Filling filling = new Filling();
    private final ReadBuffer buffer = new ReadBuffer();
    private boolean ended;
    /** What is waited for; null if nothing is. */
    private Demand<?> demand;

    /** Makes a reader that has read nothing yet. */
    public Buffered(ByteStream stream) {
        this.stream = Objects.requireNonNull(stream, "stream");
        this.loop = stream.loop();
    }

    /** Returns the stream beneath, for writing and closing. */
    public ByteStream stream() {
        return stream;
    }

    /** Returns how many bytes are in the buffer. */
    public int available() {
        return buffer.available();
    }

    /** Returns whether the stream has ended and nothing is left in the buffer either. */
    public boolean atEnd() {
        return ended && available() == 0;
    }

    /**
     * Reads what is there, waiting only if nothing is.
     *
     * @param most how many bytes at the most; 0 gives none at once
     * @return at least one byte, or none at the end
     * @throws IllegalArgumentException if {@code most} is negative
     */
    public Future<byte[]> read(int most) {
        requireCount(most);
        return begin(new Demand<>(promise()) {
            @Override
            byte[] match() {
                return most == 0 || available() > 0 ? buffer.take(Math.min(most, available())) : null;
            }

            @Override
            byte[] atEnd() {
                return buffer.take(0);
            }
        });
    }

    /**
     * Reads exactly {@code count} bytes.
     *
     * @return fails with {@link EndOfStream}, which has what had come, if the stream ends before
     * @throws IllegalArgumentException if {@code count} is negative
     */
    public Future<byte[]> readExactly(int count) {
        requireCount(count);
        return begin(new Demand<>(promise()) {
            @Override
            byte[] match() {
                return available() >= count ? buffer.take(count) : null;
            }

            @Override
            byte[] atEnd() {
                throw new EndOfStream(count + " bytes", buffer.take(available()));
            }
        });
    }

    /**
     * Reads all there is to the end.
     *
     * @param limit how many bytes at the most; more fail with {@link LimitExceeded}, and what has come stays
     */
    public Future<byte[]> readAll(int limit) {
        requireCount(limit);
        return begin(new Demand<>(promise()) {
            @Override
            byte[] match() {
                requireWithin(available(), limit);
                return null;
            }

            @Override
            byte[] atEnd() {
                return buffer.take(available());
            }
        });
    }

    /**
     * Reads up to the first of several separators, and that separator. Of those that are found, the one that ends first
     * counts; of two that end together, the longer.
     *
     * @param limit how many bytes before the separator at the most; more fail with {@link LimitExceeded}, and stay
     * @return fails with {@link EndOfStream}, which has what had come, if the stream ends before a separator
     * @throws IllegalArgumentException if there is no separator, one is empty, or {@code limit} is negative
     */
    public Future<byte[]> readUntil(int limit, byte[]... separators) {
        requireCount(limit);
        return begin(new Until<byte[]>(buffer, promise(), limit, separators) {
            @Override
            byte[] found(int length, int separator) {
                return buffer.take(length + separator);
            }

            @Override
            byte[] atEnd() {
                throw new EndOfStream("a separator", buffer.take(available()));
            }
        });
    }

    /**
     * Reads a line of UTF-8 text and drops its end, {@code \n} or {@code \r\n}.
     *
     * @param limit how many bytes before the {@code \n} at the most; more fail with {@link LimitExceeded}, and stay
     * @return the line; at the end of the stream what is left, if anything; empty when nothing is left
     */
    public Future<Optional<String>> readLine(int limit) {
        requireCount(limit);
        return begin(new Until<Optional<String>>(buffer, promise(), limit, new byte[][] {{'\n'}}) {
            @Override
            Optional<String> found(int length, int separator) {
                byte[] line = buffer.take(length + separator);
                boolean crlf = length > 0 && line[length - 1] == '\r';
                return Optional.of(Text.decode(line, 0, crlf ? length - 1 : length));
            }

            @Override
            Optional<String> atEnd() {
                byte[] rest = buffer.take(available());
                return rest.length == 0 ? Optional.empty() : Optional.of(Text.decode(rest, 0, rest.length));
            }
        });
    }

    // ------------------------------------------------------------------ the one loop of all demands

    /** The wait of a demand. */
    private record Waiting(Buffered reader) implements Promise.WaitsFor {
        @Override
        public boolean undo() {
            return reader.giveUp();
        }

        @Override
        public String what() {
            return "buffered read of " + reader.stream;
        }
    }

    private <T> Promise<T> promise() {
        return new Promise<>(loop, new Waiting(this));
    }

    private <T> Future<T> begin(Demand<T> wanted) {
        loop.checkThread();
        if (demand != null) {
            return Future.failed(loop, new BusyException("another demand waits on this reader; await or cancel it"));
        }
        if (!wanted.promise.refuseIfCancelled()) {
            demand = wanted;
            advance();
        }
        return wanted.promise;
    }

    private void advance() {
        try {
            for (int reads = 0; reads < READS; reads++) {
                if (demand.satisfy(ended)) {
                    demand = null;
                    return;
                }
                int count = buffer.readFrom(stream, filling);
                if (count == ByteStream.PENDING) {
                    return;
                }
                arrived(count);
            }
            loop.core().makeReady(filling);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void arrived(int count) {
        if (count < 0) {
            ended = true;
        } else {
            buffer.arrived(count);
        }
    }

    private void fail(RuntimeException failure) {
        Demand<?> failed = demand;
        demand = null;
        failed.promise.fail(failure);
    }

    private boolean giveUp() {
        demand = null;
        loop.core().unready(filling);
        stream.cancelRead(filling);
        return true;
    }

    private static void requireCount(int count) {
        if (count < 0) {
            throw new IllegalArgumentException(count + " is negative");
        }
    }

    /** The read beneath: told by the stream, and a step for when reads are done at once too often. */
    private final class Filling extends LoopStep implements PhaseHandler {
        @Override
        public void completed(int count) {
            arrived(count);
            advance();
        }

        @Override
        public void failed(RuntimeException failure) {
            fail(failure);
        }

        @Override
        public void run() {
            advance();
        }
    }
}
