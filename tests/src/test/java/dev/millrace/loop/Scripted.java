package dev.millrace.loop;

import dev.millrace.sys.Descriptors;
import dev.millrace.sys.Errno;
import dev.millrace.sys.Platform;
import dev.millrace.sys.Poller;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.sys.Sockets;
import dev.millrace.sys.SystemException;
import dev.millrace.testkit.VirtualClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A platform that reports what it is told to, true or not, and writes down what is asked of it. */
final class Scripted implements Poller {
    final VirtualClock clock = new VirtualClock();
    final List<String> log = new ArrayList<>();
    final Map<Integer, Long> keys = new HashMap<>();
    final List<Throwable> failures = new ArrayList<>();
    /** How the next registration fails; 0 if it does not. */
    int refuse;
    /** Whether no descriptor can be deregistered. */
    boolean breakDeregister;
    private final ArrayDeque<long[]> reports = new ArrayDeque<>();

    /** A loop on this platform. What it reports is collected. */
    EventLoop loop() {
        return new EventLoop(platform(), LoopOptions.DEFAULT.withFailures((what, failure) -> failures.add(failure)));
    }

    /** It has no blocking pool. */
    Platform platform() {
        return Platform.empty().withPoller(this).withClock(clock)
                .withDescriptors(written(Descriptors.class)).withSockets(written(Sockets.class));
    }

    private <T> T written(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type},
                (self, method, arguments) -> {
                    log.add(method.getName() + (arguments == null ? "" : " " + arguments[0]));
                    return method.getReturnType() == int.class ? 0 : null;
                }));
    }

    /** Has the next poll report a descriptor that is registered. */
    void report(int fd, int ready) {
        reportKey(keys.get(fd), ready, 0);
    }

    /** Has the next poll report any key. */
    void reportKey(long key, int ready, int error) {
        reports.add(new long[] {key, ready, error});
    }

    @Override
    public void register(int fd, long key) {
        log.add("register " + fd);
        if (fd < 0 || refuse != 0) {
            throw new SystemException(fd < 0 ? Errno.EBADF : refuse, "poller_register", "fd " + fd);
        }
        keys.put(fd, key);
    }

    @Override
    public boolean deregister(int fd) {
        log.add("deregister " + fd);
        if (breakDeregister) {
            throw new SystemException(Errno.EIO, "poller_deregister", "fd " + fd);
        }
        return keys.remove(fd) != null;
    }

    @Override
    public int poll(ReadyBatch batch, long timeoutNanos) {
        batch.clear();
        if (reports.isEmpty() && timeoutNanos > 0) {
            clock.advance(Duration.ofNanos(timeoutNanos));
        }
        while (!reports.isEmpty() && batch.size() < batch.capacity()) {
            long[] report = reports.poll();
            batch.add(report[0], (int) report[1], (int) report[2]);
        }
        return batch.size();
    }

    @Override
    public void wakeup() {
        reportKey(ReadyBatch.WAKEUP, 0, 0);
    }

    @Override
    public void close() {
        log.add("close poller");
    }
}
