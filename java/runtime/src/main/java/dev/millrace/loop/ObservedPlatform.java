package dev.millrace.loop;

import dev.millrace.loop.LoopObserver.Call;
import dev.millrace.sys.Descriptors;
import dev.millrace.sys.Errno;
import dev.millrace.sys.Platform;
import dev.millrace.sys.Poller;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.sys.SocketOption;
import dev.millrace.sys.Sockets;
import dev.millrace.sys.SystemException;

/** Puts an observer between the loop and its platform, so that a loop that nobody observes pays nothing. */
final class ObservedPlatform {

    private ObservedPlatform() {
    }

    static Platform of(Platform platform, LoopObserver observer) {
        return observer == LoopObserver.NONE ? platform : platform
                .withPoller(new ObservedPoller(platform.poller(), observer))
                .withDescriptors(new ObservedDescriptors(platform.descriptors(), observer))
                .withSockets(new ObservedSockets(platform.sockets(), observer));
    }

    private static int seen(LoopObserver observer, Call call, int fd, int result) {
        observer.systemCall(call, fd, result);
        return result;
    }

    private record ObservedPoller(Poller poller, LoopObserver observer) implements Poller {
        @Override
        public void register(int fd, long key) {
            try {
                poller.register(fd, key);
                observer.systemCall(Call.REGISTER, fd, 0);
            } catch (SystemException e) {
                observer.systemCall(Call.REGISTER, fd, e.errno());
                throw e;
            }
        }

        @Override
        public boolean deregister(int fd) {
            boolean known = poller.deregister(fd);
            observer.systemCall(Call.DEREGISTER, fd, known ? 0 : Errno.ENOENT);
            return known;
        }

        @Override
        public int poll(ReadyBatch batch, long timeoutNanos) {
            return poller.poll(batch, timeoutNanos);
        }

        @Override
        public void wakeup() {
            poller.wakeup();
        }

        @Override
        public void close() {
            poller.close();
        }
    }

    private record ObservedDescriptors(Descriptors descriptors, LoopObserver observer) implements Descriptors {
        @Override
        public int read(int fd, byte[] bytes, int offset, int length) {
            return seen(observer, Call.READ, fd, descriptors.read(fd, bytes, offset, length));
        }

        @Override
        public int write(int fd, byte[] bytes, int offset, int length) {
            return seen(observer, Call.WRITE, fd, descriptors.write(fd, bytes, offset, length));
        }

        @Override
        public int write(int fd, byte[][] arrays, int first, int offset) {
            return seen(observer, Call.WRITE, fd, descriptors.write(fd, arrays, first, offset));
        }

        @Override
        public int close(int fd) {
            return seen(observer, Call.CLOSE, fd, descriptors.close(fd));
        }

        @Override
        public void close() {
            descriptors.close();
        }
    }

    private record ObservedSockets(Sockets sockets, LoopObserver observer) implements Sockets {
        @Override
        public int open(int family, Kind kind) {
            return seen(observer, Call.OPEN, -1, sockets.open(family, kind));
        }

        @Override
        public int bind(int fd, byte[] address) {
            return seen(observer, Call.BIND, fd, sockets.bind(fd, address));
        }

        @Override
        public int listen(int fd, int backlog) {
            return seen(observer, Call.LISTEN, fd, sockets.listen(fd, backlog));
        }

        @Override
        public int accept(int fd, byte[] peer) {
            return seen(observer, Call.ACCEPT, fd, sockets.accept(fd, peer));
        }

        @Override
        public int connect(int fd, byte[] address) {
            return seen(observer, Call.CONNECT, fd, sockets.connect(fd, address));
        }

        @Override
        public int finishConnect(int fd) {
            return seen(observer, Call.FINISH_CONNECT, fd, sockets.finishConnect(fd));
        }

        @Override
        public int shutdownOutput(int fd) {
            return seen(observer, Call.SHUTDOWN, fd, sockets.shutdownOutput(fd));
        }

        @Override
        public int localAddress(int fd, byte[] address) {
            return seen(observer, Call.ADDRESS, fd, sockets.localAddress(fd, address));
        }

        @Override
        public int remoteAddress(int fd, byte[] address) {
            return seen(observer, Call.ADDRESS, fd, sockets.remoteAddress(fd, address));
        }

        @Override
        public int setOption(int fd, SocketOption option, int value) {
            return seen(observer, Call.OPTION, fd, sockets.setOption(fd, option, value));
        }

        @Override
        public int getOption(int fd, SocketOption option) {
            return seen(observer, Call.OPTION, fd, sockets.getOption(fd, option));
        }

        @Override
        public int pathFile(byte[] address, byte[] file) {
            return seen(observer, Call.PATH, -1, sockets.pathFile(address, file));
        }

        @Override
        public int removePath(byte[] address, byte[] file) {
            return seen(observer, Call.PATH, -1, sockets.removePath(address, file));
        }

        @Override
        public int sendTo(int fd, byte[] bytes, int offset, int length, byte[] to) {
            return seen(observer, Call.SEND, fd, sockets.sendTo(fd, bytes, offset, length, to));
        }

        @Override
        public int receiveFrom(int fd, byte[] bytes, int offset, int length, byte[] from) {
            return seen(observer, Call.RECEIVE, fd, sockets.receiveFrom(fd, bytes, offset, length, from));
        }

        @Override
        public int disconnect(int fd) {
            return seen(observer, Call.DISCONNECT, fd, sockets.disconnect(fd));
        }

        @Override
        public int join(int fd, byte[] group, int networkInterface, byte[] source) {
            return seen(observer, Call.JOIN, fd, sockets.join(fd, group, networkInterface, source));
        }

        @Override
        public int leave(int fd, byte[] group, int networkInterface, byte[] source) {
            return seen(observer, Call.LEAVE, fd, sockets.leave(fd, group, networkInterface, source));
        }

        @Override
        public void close() {
            sockets.close();
        }
    }
}
