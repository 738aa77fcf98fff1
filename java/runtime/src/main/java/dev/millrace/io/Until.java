package dev.millrace.io;

import dev.millrace.task.Promise;
import java.util.Arrays;

/** The demand for all up to a separator; looks at each byte once. */
abstract class Until<T> extends Demand<T> {
    private final ReadBuffer buffer;
    private final int limit;
    private final byte[][] separators;
    /** The length of the longest separator. */
    private final int most;
    /** Up to where, from the start, no separator ends. */
    private int searched;

    Until(ReadBuffer buffer, Promise<T> promise, int limit, byte[][] separators) {
        super(promise);
        this.buffer = buffer;
        this.limit = limit;
        this.separators = separators;
        this.most = Arrays.stream(separators).mapToInt(each -> each.length).max().orElse(0);
        if (separators.length == 0 || Arrays.stream(separators).anyMatch(each -> each.length == 0)) {
            throw new IllegalArgumentException("a separator has at least one byte");
        }
    }

    /** Takes a record of so many bytes and the separator after it. */
    abstract T found(int length, int separator);

    @Override
    T match() {
        int longest = 0;
        for (; searched < buffer.available(); searched++) {
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
        requireWithin(buffer.available() - most + 1, limit);
        return null;
    }

    private boolean endsAt(int position, byte[] separator) {
        return position >= separator.length && buffer.has(separator, position - separator.length);
    }
}
