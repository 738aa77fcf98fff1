package dev.millrace.testkit;

/** Bytes, first in, first out. It begins without memory and grows by doubling: most connections carry little. */
final class ByteRing {
    private static final int SMALLEST = 256;

    private byte[] bytes = new byte[0];
    private int head;
    private int size;

    int size() {
        return size;
    }

    /** Returns how many bytes fit without growing. */
    int allocated() {
        return bytes.length;
    }

    /** Adds bytes; {@code most} is how many are ever to be in the ring at a time. */
    void add(byte[] from, int offset, int count, int most) {
        if (size + count > bytes.length) {
            grow(size + count, most);
        }
        int tail = bytes.length == 0 ? 0 : (head + size) % bytes.length;
        int first = Math.min(count, bytes.length - tail);
        System.arraycopy(from, offset, bytes, tail, first);
        System.arraycopy(from, offset + first, bytes, 0, count - first);
        size += count;
    }

    /** Takes up to {@code length} bytes out, the oldest first. Returns how many. */
    int take(byte[] to, int offset, int length) {
        int count = Math.min(length, size);
        int first = Math.min(count, bytes.length - head);
        System.arraycopy(bytes, head, to, offset, first);
        System.arraycopy(bytes, 0, to, offset + first, count - first);
        size -= count;
        head = size == 0 ? 0 : (head + count) % bytes.length;
        return count;
    }

    private void grow(int needed, int most) {
        long doubled = Math.max(SMALLEST, 2L * bytes.length);
        byte[] larger = new byte[Math.max(needed, (int) Math.min(doubled, most))];
        int kept = take(larger, 0, size);
        bytes = larger;
        head = 0;
        size = kept;
    }
}
