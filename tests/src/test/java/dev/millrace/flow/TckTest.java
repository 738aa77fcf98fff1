package dev.millrace.flow;

import dev.millrace.Millrace;
import dev.millrace.loop.EventLoop;
import dev.millrace.sync.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;

/** The TCK of Reactive Streams: publishers and subscribers of a loop on a thread of its own. */
class TckTest {
    private static final int MOST_ELEMENTS = 1000;

    private final TestEnvironment environment = new TestEnvironment(500, 50);
    private final CompletableFuture<EventLoop> started = new CompletableFuture<>();
    private final Thread thread = new Thread(() -> {
        try (EventLoop own = Millrace.open()) {
            own.execute(() -> started.complete(own));
            own.run();
        }
    }, "loop of the TCK");
    private final EventLoop loop;

    TckTest() {
        thread.start();
        loop = started.join();
    }

    @AfterEach
    void stop() throws InterruptedException {
        loop.stop();
        thread.join();
    }

    @TestFactory
    Stream<DynamicTest> aChannelIsAPublisher() {
        return Tck.testsOf(new ChannelVerification());
    }

    @TestFactory
    Stream<DynamicTest> anInflowIsASubscriber() {
        return Tck.testsOf(new InflowVerification());
    }

    /** Public, because the tests are called by reflection. */
    public final class ChannelVerification extends FlowPublisherVerification<Long> {
        ChannelVerification() {
            super(environment, 500);
        }

        @Override
        public Flow.Publisher<Long> createFlowPublisher(long elements) {
            CompletableFuture<Channel<Long>> made = new CompletableFuture<>();
            loop.execute(() -> {
                Channel<Long> channel = Channel.bounded(loop, MOST_ELEMENTS);
                for (long i = 0; i < elements; i++) {
                    channel.trySend(i);
                }
                channel.close();
                made.complete(channel);
            });
            return Publishers.of(loop, made.join());
        }

        @Override
        public Flow.Publisher<Long> createFailedFlowPublisher() {
            try (EventLoop closed = Millrace.open()) {
                return Publishers.of(closed, Channel.<Long>bounded(closed, 1));
            }
        }

        @Override
        public long maxElementsFromPublisher() {
            return MOST_ELEMENTS;
        }
    }

    /** Public, because the tests are called by reflection. */
    public final class InflowVerification extends FlowSubscriberBlackboxVerification<Long> {
        InflowVerification() {
            super(environment);
        }

        @Override
        public Flow.Subscriber<Long> createFlowSubscriber() {
            CompletableFuture<Flow.Subscriber<Long>> made = new CompletableFuture<>();
            loop.execute(() -> made.complete(Inflow.<Long>unsubscribed(loop, 8).subscriber()));
            return made.join();
        }

        @Override
        public Long createElement(int element) {
            return (long) element;
        }
    }
}
