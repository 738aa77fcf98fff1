package dev.millrace.sync;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.InVirtualTime;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TimedOut;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ChannelTest extends InVirtualTime {
    /** The elements that were passed to the hook. */
    private final List<Integer> undelivered = new ArrayList<>();

    private Channel<Integer> channel(int capacity) {
        return Channel.<Integer>bounded(capacity).onUndelivered(undelivered::add);
    }

    /** Receives until the channel ends. */
    private Task.Body receiving(Channel<Integer> channel, String name) {
        return () -> {
            try {
                while (true) {
                    log.add(name + await(channel.receive()));
                }
            } catch (ChannelClosedException e) {
                log.add(name + "end");
            }
        };
    }

    // ------------------------------------------------------------------ order and capacity

    @Test
    void elementsComeOutInOrderAndAFullChannelMakesItsSenderWait() {
        run(group -> {
            Channel<Integer> channel = channel(2);
            Task<Void> sender = group.start(() -> {
                for (int i = 0; i < 4; i++) {
                    await(channel.send(i));
                }
                channel.close();
            });
            sleep(1);
            assertEquals(new Channel.Statistics(2, 2, 1, 0, 2, 0, false), channel.statistics());
            assertFalse(sender.isDone());
            group.start(receiving(channel, ""));
        });
        assertEquals(List.of("0", "1", "2", "3", "end"), log);
        assertEquals(List.of(), undelivered);
    }

    @Test
    void withoutCapacityASenderWaitsForItsReceiver() {
        run(group -> {
            Channel<Integer> channel = channel(0);
            Future<Void> first = channel.send(1);
            Future<Void> second = channel.send(2);
            assertFalse(channel.trySend(3));
            assertEquals(1, await(channel.receive()));
            assertTrue(first.isDone());
            assertFalse(second.isDone());
            assertEquals(Optional.of(2), channel.tryReceive());
            assertTrue(second.isDone());
            Future<Integer> waiting = channel.receive();
            assertTrue(channel.trySend(4));
            assertEquals(4, await(waiting));
        });
    }

    @Test
    void theOrderInAChannelMayBeAnother() {
        run(group -> {
            Channel<Integer> stack = Channel.lifo(10);
            Channel<String> queue = Channel.priority(10, Comparator.comparing(String::length));
            for (int i = 0; i < 3; i++) {
                await(stack.send(i));
            }
            assertEquals(List.of(2, 1, 0), List.of(await(stack.receive()), await(stack.receive()),
                    await(stack.receive())));
            for (String text : List.of("ccc", "b", "aa", "a", "dd")) {
                await(queue.send(text));
            }
            for (String text : List.of("b", "a", "aa", "dd", "ccc")) {
                assertEquals(text, await(queue.receive()));
            }
        });
    }

    @Test
    @Tag("case-128")
    void anElementIsTheWaitingReceiversAtOnceAndAPlaceTheWaitingSenders() {
        run(group -> {
            Channel<Integer> channel = channel(1);
            Future<Integer> waiting = channel.receive();
            assertTrue(channel.trySend(1));
            assertEquals(Optional.empty(), channel.tryReceive());
            assertEquals(1, await(waiting));
            await(channel.send(2));
            Future<Void> sender = channel.send(3);
            assertEquals(Optional.of(2), channel.tryReceive());
            assertTrue(sender.isDone());
            assertFalse(channel.trySend(4));
            assertEquals(3, await(channel.receive()));
        });
    }

    @Test
    void manySendersAndReceiversLoseNothing() {
        int[] sum = {0};
        run(group -> {
            Channel<Integer> channel = channel(3);
            List<Task<Void>> senders = new ArrayList<>();
            for (int s = 0; s < 10; s++) {
                senders.add(group.start(() -> {
                    for (int i = 1; i <= 1000; i++) {
                        await(channel.send(i));
                    }
                }));
            }
            for (int r = 0; r < 7; r++) {
                group.start(() -> {
                    try {
                        while (true) {
                            int element = await(channel.receive());
                            sum[0] += element;
                        }
                    } catch (ChannelClosedException e) {
                        log.add("end");
                    }
                });
            }
            senders.forEach(sender -> await(sender));
            channel.close();
        });
        assertEquals(10 * 500_500, sum[0]);
        assertEquals(7, log.size());
    }

    // ------------------------------------------------------------------ cancel and timeout

    @Test
    @Tag("case-124")
    void aReceiverCancelledAfterTheHandOverHasItsElement() {
        run(group -> {
            Channel<Integer> channel = channel(5);
            Task<Void> first = group.start(() -> {
                log.add("first " + await(channel.receive()));
            });
            Task<Void> second = group.start(() -> {
                log.add("second " + await(channel.receive()));
            });
            sleep(1);
            await(channel.send(1));
            await(channel.send(2));
            await(channel.send(3));
            first.cancel();
            await(second);
            assertEquals(3, await(channel.receive()));
        });
        assertEquals(List.of("first 1", "second 2"), log);
    }

    @Test
    @Tag("case-124")
    void aReceiverCancelledBeforeLeavesItsElementToTheNext() {
        run(group -> {
            Channel<Integer> channel = channel(5);
            Task<Void> first = group.start(receiving(channel, "first "));
            group.start(receiving(channel, "second "));
            sleep(1);
            first.cancel();
            await(channel.send(1));
            channel.close();
        });
        assertEquals(List.of("second 1", "second end"), log);
    }

    @Test
    @Tag("case-125")
    void aSenderCancelledWhileItWaitsTakesItsElementBack() {
        run(group -> {
            Channel<Integer> channel = channel(1);
            await(channel.send(1));
            Future<Void> cancelled = channel.send(2);
            Future<Void> kept = channel.send(3);
            assertTrue(cancelled.cancel());
            assertEquals(List.of(2), undelivered);
            assertEquals(1, await(channel.receive()));
            await(kept);
            assertEquals(3, await(channel.receive()));
            assertEquals(0, channel.statistics().senders());
        });
    }

    @Test
    void aTimeoutLeavesBothLines() {
        run(group -> {
            Channel<Integer> channel = channel(0);
            assertThrows(TimedOut.class,
                    () -> CancelScope.callWithTimeout(ms(5), () -> await(channel.receive())));
            assertThrows(TimedOut.class,
                    () -> CancelScope.runWithTimeout(ms(5), () -> await(channel.send(1))));
            assertEquals(new Channel.Statistics(0, 0, 0, 0, 0, 0, false), channel.statistics());
            assertEquals(List.of(1), undelivered);
        });
    }

    @Test
    void inACancelledScopeNothingIsSentOrReceived() {
        run(group -> {
            Channel<Integer> channel = channel(5);
            await(channel.send(1));
            Task<Void> task = group.start(() -> {
                try {
                    sleep(100);
                } finally {
                    assertTrue(channel.receive().isCancelled());
                    assertTrue(channel.send(2).isCancelled());
                }
            });
            sleep(1);
            task.cancel();
            sleep(1);
            assertEquals(1, channel.statistics().stored());
            assertEquals(List.of(2), undelivered);
        });
    }

    // ------------------------------------------------------------------ the ends

    @Test
    @Tag("case-126")
    void afterACloseWhatWasSentIsReceivedAndAllThatWaitAreTold() {
        run(group -> {
            Channel<Integer> channel = channel(1);
            await(channel.send(1));
            Future<Void> waiting = channel.send(2);
            channel.close();
            channel.close();
            assertThrows(ChannelClosedException.class, () -> await(channel.send(3)));
            assertThrows(ChannelClosedException.class, () -> channel.trySend(4));
            assertEquals(List.of(3), undelivered, "what trySend refused is still its caller's");
            group.start(receiving(channel, "a"));
            group.start(receiving(channel, "b"));
            await(waiting);
        });
        assertEquals(List.of("a1", "a2", "aend", "bend"), log);
    }

    @Test
    @Tag("case-126")
    void aCloseWakesAllReceivers() {
        run(group -> {
            Channel<Integer> channel = channel(1);
            for (String name : List.of("a", "b", "c")) {
                group.start(receiving(channel, name));
            }
            sleep(1);
            channel.close();
        });
        assertEquals(List.of("aend", "bend", "cend"), log);
    }

    @Test
    @Tag("case-130")
    void aCancelledChannelPassesEachElementToTheHookOnce() {
        run(group -> {
            Channel<Integer> channel = channel(2);
            await(channel.send(1));
            await(channel.send(2));
            Future<Void> waiting = channel.send(3);
            channel.cancel();
            channel.cancel();
            assertThrows(ChannelClosedException.class, () -> await(waiting));
            assertThrows(ChannelClosedException.class, () -> await(channel.receive()));
            assertThrows(ChannelClosedException.class, channel::tryReceive);
            assertThrows(ChannelClosedException.class, () -> await(channel.send(4)));
        });
        assertEquals(List.of(3, 1, 2, 4), undelivered);
    }

    @Test
    void aHookThatFailsIsReportedAndTheOthersStillGetThere() {
        run(group -> {
            Channel<Integer> channel = Channel.<Integer>bounded(5).onUndelivered(element -> {
                undelivered.add(element);
                throw new IllegalStateException("hook of " + element);
            });
            await(channel.send(1));
            await(channel.send(2));
            channel.cancel();
        });
        assertEquals(List.of(1, 2), undelivered);
        assertEquals(2, reported.size());
        reported.clear();
    }

    // ------------------------------------------------------------------ what is done with the elements

    @Test
    @Tag("case-126")
    void whoeverWaitsForTheWorkWaitsForAllOfIt() {
        run(group -> {
            Channel<Integer> channel = channel(10);
            await(channel.whenFinished());
            for (int i = 0; i < 3; i++) {
                await(channel.send(i));
            }
            Future<Void> finished = channel.whenFinished();
            for (int i = 0; i < 3; i++) {
                assertFalse(finished.isDone());
                await(channel.receive());
                channel.finished();
            }
            await(finished);
            assertThrows(IllegalStateException.class, channel::finished);
            await(channel.send(7));
            Future<Void> dropped = channel.whenFinished();
            channel.cancel();
            await(dropped);
        });
    }

    @Test
    void nullIsNoElementAndACapacityIsNotNegative() {
        run(group -> {
            Channel<Integer> channel = channel(1);
            assertThrows(NullPointerException.class, () -> channel.send(null));
            assertThrows(NullPointerException.class, () -> channel.trySend(null));
            assertThrows(IllegalArgumentException.class, () -> Channel.bounded(-1));
        });
    }
}
