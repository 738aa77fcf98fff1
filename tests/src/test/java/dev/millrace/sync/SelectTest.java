package dev.millrace.sync;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.InVirtualTime;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class SelectTest extends InVirtualTime {

    @Test
    void theFirstThatIsPossibleAtOnceIsTakenInOrder() {
        run(group -> {
            Channel<Integer> numbers = Channel.bounded(5);
            Channel<String> texts = Channel.bounded(5);
            Select<String> select = Select.<String>inOrder()
                    .receive(numbers, number -> "number " + number)
                    .receive(texts, text -> "text " + text);
            await(texts.send("x"));
            assertEquals("text x", await(select.once()).run());
            await(texts.send("y"));
            await(numbers.send(1));
            assertEquals("number 1", await(select.once()).run());
            assertEquals(1, texts.statistics().stored());
        });
    }

    @Test
    void aFairOneLetsEachHaveItsTurn() {
        run(group -> {
            Channel<Integer> first = Channel.bounded(100);
            Channel<Integer> second = Channel.bounded(100);
            for (int i = 0; i < 10; i++) {
                await(first.send(1));
                await(second.send(2));
            }
            Select<Integer> select = Select.<Integer>fair().receive(first, one -> one).receive(second, two -> two);
            int sum = 0;
            for (int i = 0; i < 10; i++) {
                sum += await(select.once()).run();
            }
            assertEquals(15, sum);
        });
    }

    @Test
    void exactlyOneOfThoseThatHappenTogetherIsTaken() {
        run(group -> {
            Channel<Integer> first = Channel.bounded(0);
            Channel<Integer> second = Channel.bounded(0);
            Promise<Void> promise = new Promise<>(simulation.loop());
            Future<Select.Taken<Integer>> taken = Select.<Integer>inOrder().receive(first, one -> one)
                    .receive(second, two -> two).onEnd(promise, () -> 3).after(ms(5), () -> 4).once();
            promise.complete(null);
            assertTrue(second.trySend(2));
            assertFalse(first.trySend(1));
            assertFalse(second.trySend(2));
            sleep(10);
            assertEquals(1, await(taken).branch());
            assertEquals(2, await(taken).run());
            assertEquals(0, first.statistics().receivers());
            assertEquals(0, second.statistics().receivers());
        });
    }

    @Test
    void anElementIsSentToWhicheverTakesItFirst() {
        run(group -> {
            Channel<Integer> first = Channel.bounded(0);
            Channel<Integer> second = Channel.bounded(0);
            Future<Select.Taken<String>> taken = Select.<String>inOrder().send(first, 1, () -> "first")
                    .send(second, 2, () -> "second").once();
            assertEquals(2, await(second.receive()));
            assertTrue(first.tryReceive().isEmpty());
            assertEquals("second", await(taken).run());
        });
    }

    @Test
    void aFutureThatLosesIsNotCancelled() {
        run(group -> {
            Task<Integer> slow = group.start(() -> {
                sleep(10);
                return 5;
            });
            Select<String> select = Select.<String>inOrder().onEnd(slow, () -> "slow").after(ms(1), () -> "timeout");
            assertEquals("timeout", await(select.once()).run());
            assertEquals(5, await(slow));
            assertEquals("slow", await(select.once()).run());
        });
    }

    @Test
    void aCancelLeavesEverythingUntouched() {
        List<Integer> undelivered = new ArrayList<>();
        run(group -> {
            Channel<Integer> in = Channel.bounded(0);
            Channel<Integer> out = Channel.<Integer>bounded(0).onUndelivered(undelivered::add);
            Promise<Void> promise = new Promise<>(simulation.loop());
            Task<Void> task = group.start(() -> {
                await(Select.inOrder().receive(in, one -> one).send(out, 7, () -> 7).onEnd(promise, () -> 8)
                        .after(ms(50), () -> 9).once());
            });
            sleep(1);
            task.cancel();
            sleep(1);
            assertFalse(in.trySend(1));
            assertTrue(out.tryReceive().isEmpty());
            assertFalse(promise.isDone());
            promise.complete(null);
        });
        assertEquals(List.of(), undelivered, "it was never sent");
        assertEquals(2, now());
    }

    @Test
    void aClosedChannelFailsTheWholeWait() {
        run(group -> {
            Channel<Integer> open = Channel.bounded(0);
            Channel<Integer> closed = Channel.bounded(0);
            Select<Integer> select = Select.<Integer>inOrder().receive(open, one -> one).receive(closed, one -> one);
            Future<Select.Taken<Integer>> waiting = select.once();
            closed.close();
            assertThrows(ChannelClosedException.class, () -> await(waiting));
            assertEquals(0, open.statistics().receivers());
            assertThrows(ChannelClosedException.class, () -> await(select.once()));
        });
    }

    @Test
    void whatABranchIsForMayAwaitAndFail() {
        run(group -> {
            Select<Integer> select = Select.<Integer>inOrder().after(ms(1), () -> {
                sleep(5);
                return 1;
            });
            assertEquals(1, await(select.once()).run());
            assertEquals(6, now());
            Select<Integer> failing = Select.<Integer>inOrder().after(ms(1), () -> {
                throw new Exception("failed");
            });
            assertThrows(CompletionException.class, () -> await(failing.once()).run());
        });
    }

    @Test
    void aSelectWithoutBranchesIsRefused() {
        run(group -> assertThrows(IllegalStateException.class, () -> Select.inOrder().once()));
    }

    @Test
    void itDoesNotMeetItselfInAChannel() {
        for (boolean sendsFirst : new boolean[] {true, false}) {
            run(group -> {
                Channel<Integer> channel = Channel.bounded(0);
                Select<Integer> either = Select.inOrder();
                if (sendsFirst) {
                    either.send(channel, 1, () -> 0).receive(channel, other -> other);
                } else {
                    either.receive(channel, other -> other).send(channel, 1, () -> 0);
                }
                Future<Select.Taken<Integer>> taken = either.once();
                assertFalse(taken.isDone());
                assertTrue(channel.trySend(2));
                assertEquals(2, await(taken).run());
                taken = either.once();
                assertEquals(1, channel.tryReceive().orElseThrow());
                assertEquals(0, await(taken).run());
                assertEquals(0, channel.statistics().senders() + channel.statistics().receivers());
            });
        }
    }
}
