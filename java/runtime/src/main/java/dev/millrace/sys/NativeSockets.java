package dev.millrace.sys;

/** The kernel's sockets. */
final class NativeSockets implements Sockets {
    /** For one address. C reads it as far as byte 1 says, so there is room for any length that a byte can hold. */
    private final NativeMemory buffer = new NativeMemory(256);

    @Override
    public int open(int family, Kind kind) {
        buffer.requireAlive();
        return NativeCalls.socketOpen(family, kind.number);
    }

    @Override
    public int bind(int fd, byte[] address) {
        return put(address) ? NativeCalls.socketBind(fd, buffer.address()) : Errno.EINVAL;
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
        return put(address) ? NativeCalls.socketConnect(fd, buffer.address()) : Errno.EINVAL;
    }

    @Override
    public int finishConnect(int fd) {
        return NativeCalls.socketFinishConnect(fd);
    }

    @Override
    public int shutdownOutput(int fd) {
        return NativeCalls.socketShutdownOutput(fd);
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

    /** Returns whether the array holds the address that it says it does. */
    private boolean put(byte[] address) {
        if (address.length < 2 || Byte.toUnsignedInt(address[1]) > address.length) {
            return false;
        }
        buffer.write(0, address, 0, Byte.toUnsignedInt(address[1]));
        return true;
    }

    private int get(int result, byte[] address) {
        if (result >= 0) {
            buffer.read(0, address, 0, Math.min(address.length, ADDRESS_BYTES));
        }
        return result;
    }
}
