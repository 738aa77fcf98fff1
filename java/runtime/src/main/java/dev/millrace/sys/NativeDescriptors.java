package dev.millrace.sys;

/** The kernel's descriptors. All bytes pass through one buffer, small enough to stay in the cache. */
final class NativeDescriptors implements Descriptors {
    private final NativeMemory buffer = new NativeMemory(MOST_BYTES);

    @Override
    public int read(int fd, byte[] bytes, int offset, int length) {
        int count = NativeCalls.read(fd, buffer.address(), Math.min(length, MOST_BYTES));
        if (count > 0) {
            buffer.read(0, bytes, offset, count);
        }
        return count;
    }

    @Override
    public int write(int fd, byte[] bytes, int offset, int length) {
        int count = Math.min(length, MOST_BYTES);
        buffer.write(0, bytes, offset, count);
        return NativeCalls.write(fd, buffer.address(), count);
    }

    /** Gathers by copying, for the bytes must be copied anyway: one write takes them all, and writev is not needed. */
    @Override
    public int write(int fd, byte[][] arrays, int first, int offset) {
        int filled = 0;
        int from = offset;
        for (int i = first; i < arrays.length && filled < MOST_BYTES; i++) {
            int count = Math.min(arrays[i].length - from, MOST_BYTES - filled);
            buffer.write(filled, arrays[i], from, count);
            filled += count;
            from = 0;
        }
        return NativeCalls.write(fd, buffer.address(), filled);
    }

    @Override
    public int close(int fd) {
        return NativeCalls.close(fd);
    }

    @Override
    public void close() {
        buffer.free();
    }
}
