package dev.millrace.lab;

import java.util.SplittableRandom;

/**
 * What the clients of the demonstration send: a function of a seed, the client, the message and the position, so that
 * both ends know what every byte should be, and two runs with the same seed send the same.
 *
 * <p>All messages are stretches of one block of random bytes, and no two of the first million begin at the same place:
 * so nothing is computed while bytes are sent and checked, and the bytes of a wrong message are noticed.
 */
final class Workload {
    /** The longest message that can be asked for, in bytes. */
    static final int LONGEST = 16 << 20;

    /** The number of places where a message may begin; a power of two. */
    private static final int PLACES = 1 << 20;
    /** The golden ratio in 64 bits, odd: its multiples visit every place before they come back to one. */
    private static final long STRIDE = 0x9E3779B97F4A7C15L;

    private final int clients;
    private final int messages;
    private final int minSize;
    private final int maxSize;
    private final long seed;
    private final byte[] block;

    /**
     * Makes a workload.
     *
     * @param clients how many connections; positive
     * @param messages how many each sends; positive
     * @param minSize bytes of the shortest message; positive
     * @param maxSize bytes of the longest message; from {@code minSize} to {@link #LONGEST}
     * @param seed chooses sizes and bytes
     */
    Workload(int clients, int messages, int minSize, int maxSize, long seed) {
        if (clients < 1 || messages < 1 || minSize < 1 || maxSize < minSize || maxSize > LONGEST) {
            throw new IllegalArgumentException("counts and sizes are positive, sizes in order and at most " + LONGEST);
        }
        this.clients = clients;
        this.messages = messages;
        this.minSize = minSize;
        this.maxSize = maxSize;
        this.seed = seed;
        this.block = new byte[PLACES + maxSize];
        new SplittableRandom(seed).nextBytes(block);
    }

    int clients() {
        return clients;
    }

    /** Returns how many messages each client sends. */
    int messages() {
        return messages;
    }

    long totalMessages() {
        return (long) clients * messages;
    }

    /** Returns how many bytes all messages have together. */
    long totalBytes() {
        long bytes = 0;
        for (int client = 0; client < clients; client++) {
            for (int message = 0; message < messages; message++) {
                bytes += size(client, message);
            }
        }
        return bytes;
    }

    /** Returns the block that holds the bytes of all messages; it must not be written to. */
    byte[] block() {
        return block;
    }

    /** Returns where in the block a message begins. */
    int place(int client, int message) {
        return (int) (index(client, message) * STRIDE) & PLACES - 1;
    }

    /**
     * Returns how many bytes a message has. The logarithms are spread evenly: of 1 to 65,536 bytes, half are below 256.
     */
    int size(int client, int message) {
        double chance = (mix(seed + index(client, message) * STRIDE) >>> 11) * 0x1p-53;
        double size = minSize * StrictMath.pow((maxSize + 1.0) / minSize, chance);
        return Math.min((int) size, maxSize);
    }

    private long index(int client, int message) {
        return (long) client * messages + message;
    }

    /** Makes a random number of each number: the steps of SplittableRandom, which would cost an object per message. */
    private static long mix(long number) {
        long mixed = (number ^ number >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    @Override
    public String toString() {
        return "%,d clients, %,d messages each, of %,d to %,d bytes, seed %d"
                .formatted(clients, messages, minSize, maxSize, seed);
    }
}
