package dev.millrace.sys;

/**
 * The readiness reports of one poll: for each, the key the descriptor was registered with, what it is ready for, and an
 * error if the poller was told one. Made once a loop and filled again by each poll. For one thread at a time.
 */
public final class ReadyBatch {
    /** A read or an accept may go on. */
    public static final int READABLE = 1;
    /** A write may go on, or a connect has ended. */
    public static final int WRITABLE = 2;
    /** No more will arrive after what is there: the peer ended its side, or the connection broke. */
    public static final int READ_CLOSED = 4;
    /** Nothing more can be written. */
    public static final int WRITE_CLOSED = 8;
    /** An error is pending. */
    public static final int ERROR = 16;
    /** Urgent (out-of-band) data is in the stream. */
    public static final int URGENT = 32;

    /** The key of the report that {@link Poller#wakeup()} causes. */
    public static final long WAKEUP = -1;

    /** Two words a report: the key; what is ready in the low half and the error in the high half. */
    private final long[] words;
    private int size;

    /**
     * Makes an empty batch.
     *
     * @param capacity how many reports one poll may bring, at least 1
     */
    public ReadyBatch(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity " + capacity + " is not positive");
        }
        words = new long[2 * capacity];
    }

    /** Returns how many reports fit. */
    public int capacity() {
        return words.length / 2;
    }

    /** Returns how many reports there are. */
    public int size() {
        return size;
    }

    /** Returns the key of report {@code index}. */
    public long key(int index) {
        return words[2 * index];
    }

    /** Returns what report {@code index} says is ready: a set of the bits of this class. */
    public int ready(int index) {
        return (int) words[2 * index + 1];
    }

    /** Returns the pending error of report {@code index}: an {@link Errno} number, or 0. */
    public int error(int index) {
        return (int) (words[2 * index + 1] >> 32);
    }

    /** Forgets all reports. */
    public void clear() {
        size = 0;
    }

    /**
     * Adds a report; for pollers.
     *
     * @throws IndexOutOfBoundsException if the batch is full
     */
    public void add(long key, int ready, int error) {
        words[2 * size] = key;
        words[2 * size + 1] = (long) error << 32 | ready & 0xFFFF_FFFFL;
        size++;
    }

    /** Takes reports in the layout of {@code struct mr_ready}, which on our (little-endian) platforms is ours. */
    void load(NativeMemory records, int count) {
        records.read(words, 2 * count);
        size = count;
    }
}
