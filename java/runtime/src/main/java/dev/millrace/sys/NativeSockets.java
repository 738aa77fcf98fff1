package dev.millrace.sys;

/** The kernel's sockets. */
final class NativeSockets implements Sockets {
    /** For one address. C reads it as far as byte 1 says, so there is room for any length that a byte can hold. */
    private final NativeMemory buffer = new NativeMemory(256);
    private final NativeMemory second = new NativeMemory(256);
    private final NativeMemory datagram = new NativeMemory(MOST_DATAGRAM_BYTES);

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
    public int pathFile(byte[] address, byte[] file) {
        int result = put(address) ? NativeCalls.socketPathFile(buffer.address(), second.address()) : Errno.EINVAL;
        if (result >= 0) {
            second.read(0, file, 0, FILE_BYTES);
        }
        return result;
    }

    @Override
    public int removePath(byte[] address, byte[] file) {
        second.write(0, file, 0, FILE_BYTES);
        return put(address) ? NativeCalls.socketRemovePath(buffer.address(), second.address()) : Errno.EINVAL;
    }

    @Override
    public int sendTo(int fd, byte[] bytes, int offset, int length, byte[] to) {
        if (to.length > 0 && !put(to)) {
            return Errno.EINVAL;
        }
        if (length > MOST_DATAGRAM_BYTES) {
            return Errno.EMSGSIZE;
        }
        datagram.write(0, bytes, offset, length);
        return NativeCalls.socketSendTo(fd, datagram.address(), length, to.length == 0 ? 0 : buffer.address());
    }

    @Override
    public int receiveFrom(int fd, byte[] bytes, int offset, int length, byte[] from) {
        int most = Math.min(length, MOST_DATAGRAM_BYTES);
        int result = NativeCalls.socketReceiveFrom(fd, datagram.address(), most, buffer.address());
        if (result >= 0) {
            datagram.read(0, bytes, offset, result & ~TRUNCATED);
        }
        return get(result, from);
    }

    @Override
    public int disconnect(int fd) {
        return NativeCalls.socketDisconnect(fd);
    }

    @Override
    public int join(int fd, byte[] group, int networkInterface, byte[] source) {
        return put(group) && (source.length == 0 || put(source, second))
                ? NativeCalls.socketJoin(fd, buffer.address(), networkInterface, orNone(source))
                : Errno.EINVAL;
    }

    @Override
    public int leave(int fd, byte[] group, int networkInterface, byte[] source) {
        return put(group) && (source.length == 0 || put(source, second))
                ? NativeCalls.socketLeave(fd, buffer.address(), networkInterface, orNone(source))
                : Errno.EINVAL;
    }

    @Override
    public void close() {
        buffer.free();
        second.free();
        datagram.free();
    }

    private long orNone(byte[] source) {
        return source.length == 0 ? 0 : second.address();
    }

    private boolean put(byte[] address) {
        return put(address, buffer);
    }

    /** Returns whether the array holds the address that it says it does. */
    private static boolean put(byte[] address, NativeMemory memory) {
        if (address.length < 2 || Byte.toUnsignedInt(address[1]) > address.length) {
            return false;
        }
        memory.write(0, address, 0, Byte.toUnsignedInt(address[1]));
        return true;
    }

    private int get(int result, byte[] address) {
        if (result >= 0) {
            buffer.read(0, address, 0, Math.min(address.length, ADDRESS_BYTES));
        }
        return result;
    }
}
