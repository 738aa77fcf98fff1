package dev.millrace.flow;

import dev.millrace.io.ByteStream;
import dev.millrace.loop.EventLoop;
import dev.millrace.sync.Channel;
import dev.millrace.sync.ChannelClosedException;
import dev.millrace.task.Awaitable;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;

/**
 * Makes publishers of {@link Flow} from what the loop has. Any thread may subscribe, request and cancel; subscribers
 * are called in steps of the loop, where they must not block. What a subscriber throws is reported to the loop's
 * failure handler and ends its subscription. When the loop closes, subscribers are told by {@code onError}.
 */
public final class Publishers {

    private Publishers() {
    }

    /**
     * Makes a publisher of what is received from a channel, which belongs to the loop given. Each element goes to one
     * subscriber: several share them. Only what was requested is received, so whoever sends waits for slow subscribers.
     * The end is told when a request finds the channel closed and without elements. A cancel loses no element: one that
     * was received already is still delivered.
     */
    public static <T> Flow.Publisher<T> of(EventLoop loop, Channel<T> channel) {
        Objects.requireNonNull(channel, "channel");
        return publisher(loop, () -> {
            Future<T> received = channel.receive();
            Promise<Optional<T>> next = new Promise<>(loop, received::cancel);
            received.onDone(done -> settle(next, done, () -> Optional.of(done.value())));
            return next;
        });
    }

    /**
     * Makes a publisher of what is read from a stream, in arrays of at most {@code size} bytes, for one subscriber.
     * Each requested element is one read. The publisher neither closes the stream nor aborts it: after a cancel it can
     * be read on.
     *
     * @throws IllegalArgumentException if the size is not positive
     */
    public static Flow.Publisher<byte[]> of(EventLoop loop, ByteStream stream, int size) {
        Objects.requireNonNull(stream, "stream");
        if (size < 1) {
            throw new IllegalArgumentException("cannot read into " + size + " bytes");
        }
        return publisher(loop, () -> {
            byte[] buffer = new byte[size];
            var count = stream.read(buffer);
            Promise<Optional<byte[]>> next = new Promise<>(loop, count::cancel);
            count.onEnd(() -> settle(next, count, () -> count.value() < 0
                    ? Optional.empty()
                    : Optional.of(Arrays.copyOf(buffer, count.value()))));
            return next;
        });
    }

    private static <T> Flow.Publisher<T> publisher(EventLoop loop, Source<T> source) {
        Objects.requireNonNull(loop, "loop");
        return subscriber ->
                new Outflow<>(loop, source, Objects.requireNonNull(subscriber, "subscriber")).open();
    }

    private interface Value<T> {
        Optional<T> get();
    }

    private static <T> void settle(Promise<Optional<T>> next, Awaitable done, Value<T> value) {
        Throwable failure = done.failure().orElse(null);
        if (failure == null) {
            next.tryComplete(value.get());
        } else if (failure instanceof ChannelClosedException) {
            next.tryComplete(Optional.empty());
        } else {
            next.tryFail(failure);
        }
    }
}
