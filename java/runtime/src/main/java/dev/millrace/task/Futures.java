package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import java.util.List;

/**
 * Makes one future of several. Those are somebody else's: what is made of them only waits, and is one of their waiters.
 * They must belong to one loop; where there are none, it is the calling task's. For the thread of that loop only.
 */
public final class Futures {

    private Futures() {
    }

    /** Makes a future of all values: as {@link #all(EventLoop, List)}. */
    public static <T> Future<List<T>> all(List<? extends Future<? extends T>> futures) {
        return all(loopOf(futures), futures);
    }

    /**
     * Makes a future of all values, in the order of the arguments. It fails as soon as one fails or is cancelled; the
     * others go on, and their failures count as looked at. Cancelling it gives up those that nobody else waits for.
     */
    public static <T> Future<List<T>> all(EventLoop loop, List<? extends Future<? extends T>> futures) {
        return Gather.all(loop, List.copyOf(futures));
    }

    /**
     * Makes a future of the first value. It fails when all have failed: with the first failure, in which the others are
     * suppressed. The others go on, and their failures count as looked at. Cancelling it gives up those that nobody
     * else waits for.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static <T> Future<T> any(List<? extends Future<? extends T>> futures) {
        requireSome(futures);
        return Gather.any(loopOf(futures), List.copyOf(futures));
    }

    private static EventLoop loopOf(List<? extends Awaitable> futures) {
        return futures.isEmpty() ? Task.current().loop() : futures.get(0).loop();
    }

    private static void requireSome(List<? extends Awaitable> futures) {
        if (futures.isEmpty()) {
            throw new IllegalArgumentException("the first of no futures would never end");
        }
    }
}
