package dev.millrace.sync;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.task.CancelScope;
import dev.millrace.task.Cancelled;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Random programs of tasks over what they share, some of which are cancelled or time out: permits, owners and elements
 * are conserved, turns are taken in the order of coming, and everything ends.
 */
class SyncPropertiesTest {
    /**
     * What one task does.
     *
     * @param from when it begins, in milliseconds
     * @param keeps how long it keeps what it gets, or waits between two elements
     * @param patience how long it waits at most; 0 for as long as it takes
     * @param cancelledAt when it is cancelled; 0 for never
     */
    record Job(int from, int keeps, int patience, int cancelledAt) {
    }

    @Provide
    Arbitrary<List<Job>> jobs() {
        Arbitrary<Integer> time = Arbitraries.integers().between(0, 8);
        Arbitrary<Integer> seldom = Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.just(0)),
                Tuple.of(2, Arbitraries.integers().between(1, 12)));
        return Combinators.combine(time, time, seldom, seldom).as(Job::new).list().ofMinSize(1).ofMaxSize(12);
    }

    private static void sleep(long milliseconds) {
        await(Future.sleep(Duration.ofMillis(milliseconds)));
    }

    /** What a job does once it is there. */
    @FunctionalInterface
    private interface Work {
        void run(int number, Job job) throws Exception;
    }

    /** Runs all jobs, with their cancels and timeouts, until they have ended. */
    private static void run(List<Job> jobs, Work work) {
        TaskGroup.run(group -> {
            for (int i = 0; i < jobs.size(); i++) {
                int number = i;
                Job job = jobs.get(i);
                Task<Void> task = group.start(() -> {
                    sleep(job.from);
                    if (job.patience == 0) {
                        work.run(number, job);
                    } else {
                        CancelScope.tryWithTimeout(Duration.ofMillis(job.patience), () -> {
                            work.run(number, job);
                            return 0;
                        });
                    }
                });
                if (job.cancelledAt > 0) {
                    group.start(() -> {
                        sleep(job.cancelledAt);
                        task.cancel();
                    });
                }
            }
        });
    }

    private static void simulate(Task.Body body) {
        try (Simulation simulation = new Simulation()) {
            simulation.run(body);
        }
    }

    /** Notes who came in which order, and checks that nobody was served before one that came earlier. */
    private static final class Turns {
        private final List<Integer> came = new ArrayList<>();
        private final List<Integer> served = new ArrayList<>();

        void come(int number) {
            came.add(number);
        }

        void serve(int number) {
            served.add(number);
        }

        /** Two that may be served together may also do so in the order in which their tasks happen to run. */
        void assertInOrder(BiPredicate<Integer, Integer> together) {
            for (int i = 0; i < served.size(); i++) {
                for (int j = i + 1; j < served.size(); j++) {
                    int first = served.get(i);
                    int second = served.get(j);
                    assertTrue(came.indexOf(first) < came.indexOf(second) || together.test(first, second),
                            () -> first + " was served before " + second + "; they came as " + came);
                }
            }
        }
    }

    @Property(tries = 300)
    void aSemaphoreKeepsItsPermitsAndItsOrder(@ForAll("jobs") List<Job> jobs) {
        for (int permits = 1; permits <= 3; permits++) {
            int total = permits;
            simulate(() -> {
                Semaphore semaphore = new Semaphore(total);
                Turns turns = new Turns();
                int[] inside = {0};
                run(jobs, (number, job) -> {
                    turns.come(number);
                    await(semaphore.acquire());
                    turns.serve(number);
                    try {
                        assertTrue(++inside[0] <= total);
                        sleep(job.keeps);
                    } finally {
                        inside[0]--;
                        semaphore.release();
                    }
                });
                assertEquals(new Semaphore.Statistics(total, 0, 0), semaphore.statistics());
                turns.assertInOrder((one, other) -> total > 1);
            });
        }
    }

    /** The even jobs store something, the odd ones wait for that; in the end there is enough for all. */
    @Property(tries = 300)
    void aLockHasOneOwnerAndItsConditionLosesNoSignal(@ForAll("jobs") List<Job> jobs) {
        simulate(() -> {
            Lock lock = new Lock();
            Condition changed = lock.condition();
            boolean[] owned = {false};
            int[] stored = {0};
            TaskGroup.run(group -> {
                group.start(() -> run(jobs, (number, job) -> {
                    try (Hold hold = await(lock.acquire())) {
                        own(owned);
                        try {
                            if (job.keeps % 2 == 0) {
                                stored[0]++;
                                changed.signal(hold);
                            } else {
                                take(changed, hold, owned, stored);
                            }
                            sleep(job.keeps);
                        } finally {
                            owned[0] = false;
                        }
                    }
                }));
                sleep(200);
                try (Hold hold = await(lock.acquire())) {
                    // Nobody waits who could have gone on.
                    assertTrue(stored[0] == 0 || changed.waiting() == 0, () -> stored[0] + " are left");
                    stored[0] += jobs.size();
                    changed.signalAll(hold);
                }
            });
            assertEquals(0, lock.statistics().waiting() + changed.waiting());
        });
    }

    private static void own(boolean[] owned) {
        assertFalse(owned[0]);
        owned[0] = true;
    }

    /** Whoever is cancelled after a signal leaves what it was for to another one. */
    private static void take(Condition changed, Hold hold, boolean[] owned, int[] stored) {
        try {
            while (stored[0] == 0) {
                owned[0] = false;
                try {
                    await(changed.signalled(hold));
                } finally {
                    assertTrue(hold.isHeld());
                    own(owned);
                }
            }
            stored[0]--;
        } catch (Cancelled e) {
            if (stored[0] > 0) {
                changed.signal(hold);
            }
            throw e;
        }
    }

    @Property(tries = 300)
    void aReadWriteLockKeepsWritersAlone(@ForAll("jobs") List<Job> jobs) {
        simulate(() -> {
            RwLock lock = new RwLock();
            Turns turns = new Turns();
            int[] readers = {0};
            int[] writers = {0};
            run(jobs, (number, job) -> {
                boolean writes = job.keeps % 3 == 0;
                int[] inside = writes ? writers : readers;
                turns.come(number);
                try (Hold hold = await(writes ? lock.write() : lock.read())) {
                    turns.serve(number);
                    inside[0]++;
                    try {
                        assertTrue(writers[0] == 0 || writers[0] == 1 && readers[0] == 0 && hold.isHeld());
                        sleep(job.keeps);
                    } finally {
                        inside[0]--;
                    }
                }
            });
            assertEquals(0, lock.statistics().readers() + lock.statistics().waiting());
            turns.assertInOrder((one, other) -> jobs.get(one).keeps % 3 > 0 && jobs.get(other).keeps % 3 > 0);
        });
    }

    /** The even jobs send, the odd ones receive; half of these by a select over two channels. */
    @Property(tries = 300)
    void everyElementIsReceivedOrGoesToTheHookOnce(@ForAll("jobs") List<Job> jobs) {
        for (int capacity = 0; capacity <= 2; capacity++) {
            int size = capacity;
            simulate(() -> {
                List<Integer> sent = new ArrayList<>();
                List<Integer> ended = new ArrayList<>();
                Channel<Integer> first = Channel.<Integer>bounded(size).onUndelivered(ended::add);
                Channel<Integer> second = Channel.<Integer>bounded(size).onUndelivered(ended::add);
                Select<Integer> either = Select.<Integer>inOrder().receive(first, one -> one)
                        .receive(second, two -> two);
                TaskGroup.run(group -> {
                    group.start(() -> run(jobs, (number, job) -> {
                        Channel<Integer> channel = job.keeps % 2 == 0 ? first : second;
                        try {
                            for (int i = 0; i < 3; i++) {
                                if (number % 2 == 0) {
                                    sent.add(10 * number + i);
                                    await(channel.send(10 * number + i));
                                } else if (number % 4 == 1) {
                                    ended.add(await(either.once()).run());
                                } else {
                                    ended.add(await(channel.receive()));
                                }
                                sleep(job.keeps);
                            }
                        } catch (ChannelClosedException e) {
                            assertTrue(first.isClosed());
                        }
                    }));
                    sleep(200);
                    first.cancel();
                    second.cancel();
                });
                assertEquals(sent.stream().sorted().toList(), ended.stream().sorted().toList());
            });
        }
    }
}
