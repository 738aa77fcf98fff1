package dev.millrace.io;

import dev.millrace.loop.BusyException;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopStep;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.util.Arrays;
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
    private static final byte[] EMPTY = {};
    private static final int FIRST = 4096;
    /** As long as the VM makes arrays. */
    private static final int LARGEST = Integer.MAX_VALUE - 8;
    /** How many reads that are done at once are made before others get their turn. */
    private static final int READS = 16;

    private final ByteStream stream;
    private final EventLoop loop;
    private final Filling filling = new Filling();
    private byte[] buffer = EMPTY;
    private int start;
    private int end;
    private boolean ended;
    /** What is waited for; null if nothing is. */
    private Demand<?> demand;

    /** Makes a reader that has read nothing yet. */
    public Buffered(ByteStream stream) {
        this.stream = Objects.requireNonNull(stream);
        this.loop = stream.loop();
    }

    /** The stream beneath, for writing and closing. */
    public ByteStream stream() {
        return stream;
    }

    /** Tells how many bytes are in the buffer. */
    public int available() {
        return end - start;
    }

    /** Tells whether the stream has ended and nothing is left in the buffer either. */
    public boolean atEnd() {
        return ended && start == end;
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
        return begin(new Demand<>() {
            @Override
            byte[] match() {
                return most == 0 || available() > 0 ? take(Math.min(most, available())) : null;
            }

            @Override
            byte[] atEnd() {
                return EMPTY;
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
        return begin(new Demand<>() {
            @Override
            byte[] match() {
                return available() >= count ? take(count) : null;
            }

            @Override
            byte[] atEnd() {
                throw new EndOfStream(count + " bytes", take(available()));
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
        return begin(new Demand<>() {
            @Override
            byte[] match() {
                requireWithin(available(), limit);
                return null;
            }

            @Override
            byte[] atEnd() {
                return take(available());
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
        return begin(new Until<byte[]>(limit, separators) {
            @Override
            byte[] found(int length, int separator) {
                return take(length + separator);
            }

            @Override
            byte[] atEnd() {
                throw new EndOfStream("a separator", take(available()));
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
        return begin(new Until<Optional<String>>(limit, new byte[][] {{'\n'}}) {
            @Override
            Optional<String> found(int length, int separator) {
                byte[] line = take(length + separator);
                boolean crlf = length > 0 && line[length - 1] == '\r';
                return Optional.of(Text.decode(line, 0, crlf ? length - 1 : length));
            }

            @Override
            Optional<String> atEnd() {
                byte[] rest = take(available());
                return rest.length == 0 ? Optional.empty() : Optional.of(Text.decode(rest, 0, rest.length));
            }
        });
    }

    // ------------------------------------------------------------------ the one loop of all demands

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
                if (demand.satisfied()) {
                    demand = null;
                    return;
                }
                makeRoom();
                int count = stream.read(buffer, end, buffer.length - end, filling);
                if (count == ByteStream.PENDING) {
                    return;
                }
                arrived(count);
            }
            loop.makeReady(filling);
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void arrived(int count) {
        if (count < 0) {
            ended = true;
        } else {
            end += count;
        }
    }

    private void fail(RuntimeException failure) {
        Demand<?> failed = demand;
        demand = null;
        failed.promise.fail(failure);
    }

    private boolean giveUp() {
        demand = null;
        loop.unready(filling);
        stream.cancelRead(filling);
        return true;
    }

    /** Makes room for at least one byte: moves what is there to the front, or doubles the buffer. */
    private void makeRoom() {
        int length = available();
        if (end < buffer.length && length > 0) {
            return;
        }
        if (length > buffer.length / 2) {
            if (length == LARGEST) {
                throw new LimitExceeded("a buffer cannot hold more than " + LARGEST + " bytes");
            }
            byte[] larger = new byte[(int) Math.min(2L * buffer.length, LARGEST)];
            System.arraycopy(buffer, start, larger, 0, length);
            buffer = larger;
        } else if (buffer.length == 0) {
            buffer = new byte[FIRST];
        } else {
            System.arraycopy(buffer, start, buffer, 0, length);
        }
        start = 0;
        end = length;
    }

    private byte[] take(int count) {
        byte[] taken = Arrays.copyOfRange(buffer, start, start + count);
        start += count;
        return taken;
    }

    private static void requireCount(int count) {
        if (count < 0) {
            throw new IllegalArgumentException(count + " is negative");
        }
    }

    private static void requireWithin(int length, int limit) {
        if (length > limit) {
            throw new LimitExceeded(length + " bytes have come; the limit is " + limit);
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

    /** What a caller waits for. Both methods may throw what the future is to fail with. */
    private abstract class Demand<T> {
        final Promise<T> promise = new Promise<>(loop, Buffered.this::giveUp);

        /** Takes the result out of the buffer if it is there; else null. */
        abstract T match();

        /** Makes the result when no more will come. */
        abstract T atEnd();

        boolean satisfied() {
            T result = match();
            if (result == null && ended) {
                result = atEnd();
            }
            return result != null && promise.tryComplete(result);
        }
    }

    /** Looks for separators, at each byte once. */
    private abstract class Until<T> extends Demand<T> {
        private final int limit;
        private final byte[][] separators;
        /** The length of the longest separator. */
        private final int most;
        /** Up to where, from the start, no separator ends. */
        private int searched;

        Until(int limit, byte[][] separators) {
            this.limit = limit;
            this.separators = separators;
            this.most = Arrays.stream(separators).mapToInt(each -> each.length).max().orElse(0);
            if (separators.length == 0 || Arrays.stream(separators).anyMatch(each -> each.length == 0)) {
                throw new IllegalArgumentException("a separator has at least one byte");
            }
        }

        abstract T found(int length, int separator);

        @Override
        T match() {
            int longest = 0;
            for (; searched < available(); searched++) {
                for (byte[] each : separators) {
                    longest = endsAt(searched + 1, each) ? Math.max(longest, each.length) : longest;
                }
                if (longest > 0) {
                    int length = searched + 1 - longest;
                    requireWithin(length, limit);
                    return found(length, longest);
                }
            }
            // A separator may have begun in the last bytes; what is before them belongs to the record for sure.
            requireWithin(available() - most + 1, limit);
            return null;
        }

        private boolean endsAt(int position, byte[] separator) {
            int from = position - separator.length;
            return from >= 0 && Arrays.equals(buffer, start + from, start + position, separator, 0, separator.length);
        }
    }
}
