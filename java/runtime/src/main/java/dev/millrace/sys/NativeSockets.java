package dev.millrace.sys;

/** The kernel's sockets. All bytes pass through one buffer, small enough to stay in the cache. */
final class NativeSockets implements Sockets {
    private final NativeMemory buffer = new NativeMemory(MOST_BYTES);

    @Override
    public int open(int family) {
        buffer.requireAlive();
        return NativeCalls.socketOpen(family);
    }

    @Override
    public int bind(int fd, byte[] address) {
        return NativeCalls.socketBind(fd, put(address));
    }

    @Override
    public int listen(int fd, int backlog) {
        return NativeCalls.socketListen(fd, backlog);
    }

    @Override
    public int accept(int fd, byte[] peer) {
        return get(NativeCalls.socketAccept(fd, buffer.address()), peer);
    }

    @Override
    public int connect(int fd, byte[] address) {
        return NativeCalls.socketConnect(fd, put(address));
    }

    @Override
    public int finishConnect(int fd) {
        return NativeCalls.socketFinishConnect(fd);
    }

    @Override
    public int read(int fd, byte[] bytes, int offset, int length) {
        int count = NativeCalls.socketRead(fd, buffer.address(), Math.min(length, MOST_BYTES));
        if (count > 0) {
            buffer.read(0, bytes, offset, count);
        }
        return count;
    }

    @Override
    public int write(int fd, byte[] bytes, int offset, int length) {
        int count = Math.min(length, MOST_BYTES);
        buffer.write(0, bytes, offset, count);
        return NativeCalls.socketWrite(fd, buffer.address(), count);
    }

    /**
     * Gathers by copying, for the bytes must be copied anyway: one write(2) takes them all, and writev is not needed.
     */
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
        return NativeCalls.socketWrite(fd, buffer.address(), filled);
    }

    @Override
    public int shutdownOutput(int fd) {
        return NativeCalls.socketShutdownOutput(fd);
    }

    @Override
    public int close(int fd) {
        return NativeCalls.socketClose(fd);
    }

    @Override
    public int localAddress(int fd, byte[] address) {
        return get(NativeCalls.socketLocalAddress(fd, buffer.address()), address);
    }

    @Override
    public int remoteAddress(int fd, byte[] address) {
        return get(NativeCalls.socketRemoteAddress(fd, buffer.address()), address);
    }

    @Override
    public int setOption(int fd, SocketOption option, int value) {
        return NativeCalls.socketSetOption(fd, option.number, value);
    }

    @Override
    public int getOption(int fd, SocketOption option) {
        return NativeCalls.socketGetOption(fd, option.number);
    }

    @Override
    public void close() {
        buffer.free();
    }

    private long put(byte[] address) {
        buffer.write(0, address, 0, ADDRESS_BYTES);
        return buffer.address();
    }

    private int get(int result, byte[] address) {
        if (result >= 0) {
            buffer.read(0, address, 0, ADDRESS_BYTES);
        }
        return result;
    }
}
