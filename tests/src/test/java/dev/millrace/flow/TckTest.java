package dev.millrace.flow;

import dev.millrace.Millrace;
import dev.millrace.loop.EventLoop;
import dev.millrace.sync.Channel;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.reactivestreams.tck.SubscriberWhiteboxVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.reactivestreams.tck.flow.FlowSubscriberWhiteboxVerification;

/** The TCK of Reactive Streams: publishers and subscribers of a loop on a thread of its own. */
class TckTest {
    /** Rule 3.17 is tested by a publisher of that many, so elements are made as they are taken. */
    private static final int MOST_ELEMENTS = Integer.MAX_VALUE;

    private final TestEnvironment environment = new TestEnvironment(500, 50);
    private final CompletableFuture<EventLoop> started = new CompletableFuture<>();
    private final Thread thread = new Thread(() -> {
        try (EventLoop own = Millrace.open()) {
            own.execute(() -> started.complete(own));
            own.run();
        }
    }, "loop of the TCK");
    private final EventLoop loop;
    /** An inflow that nobody holds is closed. */
    private final Queue<Inflow<Long>> opened = new ConcurrentLinkedQueue<>();

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

    @TestFactory
    Stream<DynamicTest> anInflowIsASubscriberFromWithin() {
        return Tck.testsOf(new InflowWhiteboxVerification());
    }

    private Inflow<Long> open() {
        CompletableFuture<Inflow<Long>> made = new CompletableFuture<>();
        loop.execute(() -> made.complete(Inflow.unsubscribed(loop, 8)));
        opened.add(made.join());
        return made.join();
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
                Channel<Long> channel = Channel.bounded(loop, 16);
                send(channel, 0, elements);
                made.complete(channel);
            });
            return Publishers.of(loop, made.join());
        }

        private void send(Channel<Long> channel, long next, long end) {
            if (next == end) {
                channel.close();
                return;
            }
            channel.send(next).onDone(sent -> {
                if (!sent.isFailed()) {
                    send(channel, next + 1, end);
                }
            });
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
            return open().subscriber();
        }

        @Override
        public Long createElement(int element) {
            return (long) element;
        }
    }

    /** Public, because the tests are called by reflection. */
    public final class InflowWhiteboxVerification extends FlowSubscriberWhiteboxVerification<Long> {
        InflowWhiteboxVerification() {
            super(environment);
        }

        @Override
        protected Flow.Subscriber<Long> createFlowSubscriber(
                SubscriberWhiteboxVerification.WhiteboxSubscriberProbe<Long> probe) {
            return new Probed(open(), probe);
        }

        @Override
        public Long createElement(int element) {
            return (long) element;
        }
    }

    /** An inflow that reads what the TCK asks it to, and reports what it was told. */
    private final class Probed implements Flow.Subscriber<Long>, SubscriberWhiteboxVerification.SubscriberPuppet {
        private final Inflow<Long> inflow;
        private final SubscriberWhiteboxVerification.WhiteboxSubscriberProbe<Long> probe;
        private boolean subscribed;

        Probed(Inflow<Long> inflow, SubscriberWhiteboxVerification.WhiteboxSubscriberProbe<Long> probe) {
            this.inflow = inflow;
            this.probe = probe;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            inflow.subscriber().onSubscribe(subscription);
            if (!subscribed) {
                subscribed = true;
                probe.registerOnSubscribe(this);
            }
        }

        @Override
        public void onNext(Long element) {
            inflow.subscriber().onNext(element);
            probe.registerOnNext(element);
        }

        @Override
        public void onError(Throwable cause) {
            inflow.subscriber().onError(cause);
            probe.registerOnError(cause);
        }

        @Override
        public void onComplete() {
            inflow.subscriber().onComplete();
            probe.registerOnComplete();
        }

        @Override
        public void triggerRequest(long elements) {
            loop.execute(() -> read(elements));
        }

        private void read(long elements) {
            if (elements > 0) {
                inflow.next().onDone(next -> {
                    if (!next.isFailed()) {
                        read(elements - 1);
                    }
                });
            }
        }

        @Override
        public void signalCancel() {
            loop.execute(inflow::close);
        }
    }
}
