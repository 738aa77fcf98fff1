package dev.millrace.sync;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.loop.EventLoop;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Future;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.time.Interval;
import dev.millrace.time.Retry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Every operation that may wait, each as a small program that waits in it, and that fails if anything is left: a hold,
 * a permit, a waiter, an element. A program may be cancelled at any time.
 */
enum Operations {
    LOCK(Set.of("Lock.acquire", "Lock.run", "Lock.call"), () -> {
        Lock lock = new Lock();
        whole(() -> both(() -> {
            try (Hold hold = await(lock.acquire())) {
                Task.yieldNow();
                assertTrue(hold.isHeld());
            }
        }, () -> lock.run(() -> lockedIn(lock)), () -> lock.call(() -> lockedIn(lock))),
                () -> assertEquals("false 0", lock.statistics().locked() + " " + lock.statistics().waiting()));
    }),
    CONDITION(Set.of("Condition.signalled"), () -> {
        Lock lock = new Lock();
        Condition filled = lock.condition();
        int[] stored = {0};
        Task.Body take = () -> {
            try (Hold hold = await(lock.acquire())) {
                while (stored[0] == 0) {
                    await(filled.signalled(hold));
                }
                stored[0]--;
            }
        };
        Task.Body put = () -> {
            try (Hold hold = await(lock.acquire())) {
                stored[0]++;
                filled.signal(hold);
            }
        };
        whole(() -> both(take, take, put, put), () -> {
            assertFalse(lock.statistics().locked());
            assertEquals(0, lock.statistics().waiting() + filled.waiting());
        });
    }),
    READ_WRITE_LOCK(Set.of("RwLock.read", "RwLock.write"), () -> {
        RwLock lock = new RwLock();
        Task.Body read = () -> yieldWith(lock.read());
        Task.Body write = () -> yieldWith(lock.write());
        whole(() -> both(read, write, read, read, write), () -> {
            RwLock.Statistics now = lock.statistics();
            assertFalse(now.writing());
            assertEquals(0, now.readers() + now.waiting());
        });
    }),
    SEMAPHORE(Set.of("Semaphore.acquire", "Semaphore.run", "Semaphore.call"), () -> {
        Semaphore semaphore = new Semaphore(1);
        whole(() -> both(() -> {
            await(semaphore.acquire());
            try {
                Task.yieldNow();
            } finally {
                semaphore.release();
            }
        }, () -> semaphore.run(Task::yieldNow), () -> semaphore.call(() -> 1)),
                () -> assertEquals(new Semaphore.Statistics(1, 0, 0), semaphore.statistics()));
    }),
    EVENT(Set.of("Event.whenSet"), () -> {
        Event event = new Event();
        whole(() -> both(() -> await(event.whenSet()), () -> await(event.whenSet()), event::set),
                () -> assertEquals(0, event.statistics().waiting()));
    }),
    BARRIER(Set.of("Barrier.arrive"), () -> {
        Barrier barrier = new Barrier(2);
        Task.Body arrive = () -> await(barrier.arrive());
        whole(() -> both(arrive, arrive, arrive, arrive), () -> assertEquals(0, barrier.statistics().waiting()));
    }),
    WAIT_QUEUE(Set.of("WaitQueue.join"), () -> {
        WaitQueue<Integer> queue = new WaitQueue<>(Task.current().loop());
        Task.Body wait = () -> {
            try {
                await(queue.join());
            } catch (ChannelClosedException e) {
                return;
            }
        };
        whole(() -> both(wait, wait, wait, () -> {
            for (int left = 3; left > 0;) {
                Task.yieldNow();
                left -= queue.wakeFirst(1) ? 1 : 0;
                left -= queue.failAll(new ChannelClosedException("the end"));
            }
        }), () -> assertTrue(queue.isEmpty()));
    }),
    CHANNEL(Set.of("Channel.send", "Channel.receive", "Channel.whenFinished"), () -> {
        for (int capacity = 0; capacity < 2; capacity++) {
            Books books = new Books(capacity);
            whole(() -> both(() -> books.send(1), () -> books.send(2), () -> books.take(books.channel.receive()),
                    () -> books.take(books.channel.receive()), () -> await(books.channel.whenFinished())),
                    books::check);
        }
    }),
    SELECT(Set.of("Select.receive", "Select.send", "Select.onEnd", "Select.after", "Select.once"), () -> {
        Books one = new Books(0);
        Books other = new Books(1);
        whole(() -> both(() -> one.send(1), () -> other.send(2), () -> {
            Promise<Void> end = new Promise<>(Task.current().loop());
            Select<Integer> next = Select.<Integer>inOrder().receive(one.channel, one::taken)
                    .receive(other.channel, other::taken)
                    .onEnd(end, () -> 0).after(Duration.ofMillis(5), () -> 0);
            await(next.once()).run();
            await(next.once()).run();
            end.complete(null);
            await(next.once()).run();
        }, () -> {
            Channel<Integer> full = Channel.bounded(0);
            Select<Integer> either = Select.<Integer>fair().send(full, 1, () -> 1).receive(full, nothing -> 2)
                    .after(Duration.ofMillis(1), () -> 3);
            assertTrue(await(either.once()).run() > 0);
            assertEquals(0, full.statistics().senders() + full.statistics().receivers());
        }), () -> {
            one.check();
            other.check();
        });
    }),
    BROADCAST(Set.of("Subscriber.receive"), () -> {
        Broadcast<Integer> broadcast = new Broadcast<>(3);
        Task.Body hear = () -> {
            try (Broadcast<Integer>.Subscriber subscriber = broadcast.subscribe()) {
                await(subscriber.receive());
            } catch (ChannelClosedException e) {
                return;
            }
        };
        whole(() -> both(hear, hear, () -> {
            broadcast.publish(1);
            Task.yieldNow();
            broadcast.close();
        }), () -> assertEquals(0, broadcast.statistics().subscribers() + broadcast.statistics().waiting()));
    }),
    INTERVAL(Set.of("Interval.next"), () -> {
        for (Interval.Missed missed : Interval.Missed.values()) {
            Interval interval = new Interval(Duration.ofMillis(1), missed);
            whole(() -> {
                await(interval.next());
                await(Future.sleep(Duration.ofMillis(3)));
                await(interval.next());
            }, () -> await(interval.next()));
        }
    }),
    RETRY(Set.of("Retry.call", "Retry.run", "Retry.future"), () -> {
        int[] under = {0};
        whole(() -> both(() -> {
            int[] tries = {0};
            Retry.DEFAULT.run(() -> failOnce(under, tries));
            assertEquals(2, Retry.DEFAULT.<Integer>call(() -> tries[0]));
        }, () -> {
            EventLoop loop = Task.current().loop();
            int[] tries = {0};
            assertEquals("value", await(Retry.DEFAULT.future(() ->
                    Future.sleep(loop, Duration.ofMillis(1)).map(slept -> valueAfterOne(tries)))));
        }), () -> assertEquals(0, under[0]));
    });

    private static String valueAfterOne(int[] tries) {
        if (tries[0]++ == 0) {
            throw new IllegalStateException("once more");
        }
        return "value";
    }

    private static void failOnce(int[] under, int[] tries) {
        under[0]++;
        try {
            await(Future.sleep(Duration.ofMillis(1)));
        } finally {
            under[0]--;
        }
        valueAfterOne(tries);
    }

    /** The methods that it calls, each with its class. */
    final Set<String> methods;
    final Task.Body program;

    Operations(Set<String> methods, Task.Body program) {
        this.methods = methods;
        this.program = program;
    }

    /** Runs the body and then, whatever its end, what must hold. */
    private static void whole(Task.Body body, Task.Body check) throws Exception {
        try {
            body.run();
        } finally {
            CancelScope.runShielded(check);
        }
    }

    private static void both(Task.Body... bodies) {
        TaskGroup.run(group -> {
            for (Task.Body body : bodies) {
                group.start(body);
            }
        });
    }

    private static int lockedIn(Lock lock) {
        Task.yieldNow();
        assertTrue(lock.statistics().locked());
        return 1;
    }

    private static void yieldWith(Future<Hold> hold) {
        try (Hold held = await(hold)) {
            Task.yieldNow();
            assertTrue(held.isHeld());
        }
    }

    /** A channel, and what became of its elements. */
    private static final class Books {
        private final List<Integer> sent = new ArrayList<>();
        private final List<Integer> ended = new ArrayList<>();
        private final Channel<Integer> channel;

        Books(int capacity) {
            channel = Channel.<Integer>bounded(capacity).onUndelivered(ended::add);
        }

        void send(int element) {
            sent.add(element);
            await(channel.send(element));
        }

        void take(Future<Integer> element) {
            taken(await(element));
        }

        int taken(int element) {
            channel.finished();
            ended.add(element);
            return element;
        }

        void check() {
            assertEquals(0, channel.statistics().senders() + channel.statistics().receivers());
            channel.cancel();
            assertEquals(sent.stream().sorted().toList(), ended.stream().sorted().toList());
        }
    }
}
