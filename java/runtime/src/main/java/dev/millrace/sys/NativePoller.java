package dev.millrace.sys;

import java.util.concurrent.atomic.AtomicInteger;

/** The kernel's poller. */
final class NativePoller implements Poller {
    /** The native layer reports no more than this in one poll: a record is 16 bytes. */
    private static final int CAPACITY = 256;
    private static final int CLOSED = Integer.MIN_VALUE;

    private final NativeMemory records = new NativeMemory(CAPACITY * 16);
    private final long handle;
    /**
     * How many wakeups are on their way, and {@link #CLOSED} on top once it is closed: a wakeup that is late must not
     * write to descriptors that others own by now, and none may wait for a lock.
     */
    private final AtomicInteger wakeups = new AtomicInteger();

    NativePoller() {
        handle = NativeCalls.pollerOpen();
        if (handle < 0) {
            records.free();
            throw new SystemException((int) handle, "poller_open", "");
        }
    }

    @Override
    public void register(int fd, long key) {
        if (key == ReadyBatch.WAKEUP) {
            throw new IllegalArgumentException("this key is the wakeup's");
        }
        requireOpen();
        int result = NativeCalls.pollerRegister(handle, fd, key);
        if (result < 0) {
            throw new SystemException(result, "poller_register", "fd " + fd);
        }
    }

    @Override
    public boolean deregister(int fd) {
        requireOpen();
        int result = NativeCalls.pollerDeregister(handle, fd);
        if (result < 0 && result != Errno.ENOENT && result != Errno.EBADF) {
            throw new SystemException(result, "poller_deregister", "fd " + fd);
        }
        return result == 0;
    }

    @Override
    public int poll(ReadyBatch batch, long timeoutNanos) {
        requireOpen();
        int most = Math.min(batch.capacity(), CAPACITY);
        int count = NativeCalls.pollerPoll(handle, records.address(), most, timeoutNanos);
        if (count < 0) {
            throw new SystemException(count, "poller_poll", "");
        }
        if (count == 0) {
            batch.clear();
        } else {
            batch.load(records, count);
        }
        return count;
    }

    @Override
    public void wakeup() {
        if (wakeups.incrementAndGet() > 0) {
            NativeCalls.pollerWakeup(handle);
        }
        wakeups.decrementAndGet();
    }

    @Override
    public void close() {
        if (wakeups.getAndUpdate(count -> count | CLOSED) < 0) {
            return;
        }
        while (wakeups.get() != CLOSED) {
            Thread.onSpinWait();
        }
        NativeCalls.pollerClose(handle);
        records.free();
    }

    /** A closed handle's descriptors may be others' by now. */
    private void requireOpen() {
        if (wakeups.get() < 0) {
            throw new IllegalStateException("the platform is closed");
        }
    }
}
