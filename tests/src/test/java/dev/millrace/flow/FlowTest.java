package dev.millrace.flow;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.InVirtualTime;
import dev.millrace.sync.Channel;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.CancelEverywhere;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** What is published from the loop, and read on it. */
class FlowTest extends InVirtualTime {
    private static final int COLLECTIONS = 100;

    private final List<Flow.Subscriber<? super Integer>> subscribers = new ArrayList<>();
    /** A publisher that the test signals for, and which notes what is asked of it. */
    private final Flow.Publisher<Integer> byHand = subscriber -> {
        subscribers.add(subscriber);
        subscriber.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long n) {
                log.add("request " + n);
            }

            @Override
            public void cancel() {
                log.add("cancel");
            }
        });
    };

    private static <T> Flow.Publisher<T> publisher(Channel<T> channel) {
        return Publishers.of(Task.current().loop(), channel);
    }

    @Test
    void aChannelIsReadThroughAPublisherToItsEnd() {
        run(group -> {
            Channel<Integer> channel = Channel.bounded(0);
            group.start(() -> {
                for (int i = 0; i < 100; i++) {
                    await(channel.send(i));
                }
                channel.close();
            });
            List<Integer> read = new ArrayList<>();
            try (Inflow<Integer> inflow = Inflow.from(publisher(channel), 4)) {
                for (Optional<Integer> next; (next = await(inflow.next())).isPresent();) {
                    read.add(next.get());
                }
                assertEquals(Optional.empty(), await(inflow.next()));
            }
            assertEquals(100, read.size());
            assertEquals(99, read.get(99));
        });
    }

    @Test
    void nothingIsReceivedThatHasNoRoom() {
        run(group -> {
            Channel<Integer> channel = Channel.unbounded();
            for (int i = 0; i < 20; i++) {
                channel.trySend(i);
            }
            Inflow<Integer> inflow = Inflow.from(publisher(channel), 4);
            sleep(1);
            assertEquals(4, channel.statistics().received());
            await(inflow.next());
            sleep(1);
            assertEquals(4, channel.statistics().received(), "less than half is free");
            await(inflow.next());
            sleep(1);
            assertEquals(6, channel.statistics().received());
            inflow.close();
        });
    }

    @Test
    void aFailureComesAfterTheElementsBeforeIt() {
        IOException failure = new IOException();
        run(group -> {
            Inflow<Integer> inflow = Inflow.from(byHand, 2);
            sleep(1);
            subscribers.get(0).onNext(1);
            subscribers.get(0).onError(failure);
            sleep(1);
            assertEquals(1, await(inflow.next()).get());
            for (int i = 0; i < 2; i++) {
                assertSame(failure, assertThrows(CompletionException.class, () -> await(inflow.next())).getCause());
            }
        });
    }

    @Test
    void aCancelledReadTakesNoElement() {
        run(group -> {
            Inflow<Integer> inflow = Inflow.from(byHand, 1);
            assertTrue(CancelScope.tryWithTimeout(ms(5), () -> await(inflow.next())).isEmpty());
            subscribers.get(0).onNext(1);
            assertEquals(1, await(inflow.next()).get());
            inflow.close();
        });
    }

    @Test
    void closingCancelsTheSubscriptionAndEndsTheWait() {
        run(group -> {
            Inflow<Integer> inflow = Inflow.from(byHand, 1);
            Future<Optional<Integer>> waiting = inflow.next();
            assertThrows(IllegalStateException.class, inflow::next);
            sleep(1);
            inflow.close();
            inflow.close();
            assertThrows(IllegalStateException.class, () -> await(waiting));
            assertThrows(IllegalStateException.class, () -> await(inflow.next()));
        });
        assertEquals(List.of("request 1", "cancel"), log);
    }

    @Test
    void aPublisherThatSendsMoreThanWasRequestedIsCancelled() {
        run(group -> {
            Inflow<Integer> inflow = Inflow.from(byHand, 1);
            sleep(1);
            subscribers.get(0).onNext(1);
            subscribers.get(0).onNext(2);
            sleep(1);
            assertEquals(1, await(inflow.next()).get());
            assertThrows(IllegalStateException.class, () -> await(inflow.next()));
        });
        assertEquals(List.of("request 1", "cancel"), log);
    }

    @Test
    void whatHasComeIsStillReadAfterClosing() {
        run(group -> {
            Inflow<Integer> inflow = Inflow.from(byHand, 3);
            sleep(1);
            subscribers.get(0).onNext(1);
            subscribers.get(0).onNext(2);
            sleep(1);
            inflow.close();
            assertEquals(1, await(inflow.next()).get());
            assertEquals(2, await(inflow.next()).get());
            assertThrows(IllegalStateException.class, () -> await(inflow.next()));
            subscribers.get(0).onNext(3);
            subscribers.get(0).onNext(4);
            sleep(1);
            assertEquals(3, await(inflow.next()).get(), "it was requested, and has crossed the cancel");
            assertThrows(IllegalStateException.class, () -> await(inflow.next()));
        });
        assertEquals(List.of("request 3", "cancel"), log);
    }

    @Test
    void noElementIsLostWhereverTheReaderIsCancelled() {
        for (int capacity = 1; capacity <= 3; capacity++) {
            int room = capacity;
            Passage[] passage = new Passage[1];
            new CancelEverywhere(Coroutines.best()).check(inner -> {
                passage[0] = new Passage();
                passage[0].run(room);
            }, inner -> {
                inner.runUntilIdle();
                if (passage[0].inflow != null) {
                    passage[0].readRest();
                    assertEquals(passage[0].sent, passage[0].read);
                    assertEquals(0, passage[0].channel.statistics().receivers());
                }
            });
        }
    }

    /** Elements go through a channel, its publisher and an inflow. */
    private static final class Passage {
        final Channel<Integer> channel = Channel.bounded(1);
        final List<Integer> sent = new ArrayList<>();
        final List<Integer> read = new ArrayList<>();
        Inflow<Integer> inflow;

        void run(int room) {
            TaskGroup.run(group -> {
                group.start(() -> {
                    for (int i = 0; i < 5; i++) {
                        await(channel.send(i));
                        sent.add(i);
                    }
                });
                try (Inflow<Integer> opened = Inflow.from(publisher(channel), room)) {
                    inflow = opened;
                    for (int i = 0; i < 5; i++) {
                        read.add(await(opened.next()).get());
                    }
                }
            });
        }

        /** Reads what the reader has left to others. */
        void readRest() {
            for (Future<Optional<Integer>> next; (next = inflow.next()).failure().isEmpty();) {
                read.add(next.value().get());
            }
            for (Optional<Integer> next; (next = channel.tryReceive()).isPresent();) {
                read.add(next.get());
            }
        }
    }

    // ------------------------------------------------------------------ dropped

    @Test
    void anInflowThatIsDroppedCancelsItsSubscription() {
        run(group -> {
            Inflow.from(byHand, 1);
            sleep(1);
            collectUntil("cancel");
            assertEquals(1, Collections.frequency(log, "cancel"));
        });
    }

    @Test
    void anInflowOnWhichSomebodyWaitsIsNotDropped() {
        run(group -> {
            Future<Optional<Integer>> waiting = Inflow.<Integer>from(byHand, 1).next();
            sleep(1);
            Task.current().loop().core().watch(new Object(), () -> log.add("collected"));
            collectUntil("collected");
            subscribers.get(0).onNext(1);
            assertEquals(1, await(waiting).get());
        });
    }

    private void collectUntil(String noted) {
        for (int i = 0; i < COLLECTIONS && !log.contains(noted); i++) {
            System.gc();
            sleep(1);
        }
        assertTrue(log.contains(noted), "not noticed in " + COLLECTIONS + " collections");
    }
}
