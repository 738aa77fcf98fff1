package dev.millrace.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The door for other threads: what it accepts comes out, once and in order, and a sleeper is woken once. */
class InboxTest {
    private final AtomicInteger wakeups = new AtomicInteger();
    private final Inbox inbox = new Inbox(wakeups::incrementAndGet);

    private static Step step(String name) {
        return new Named(name, () -> { });
    }

    private static List<String> names(Step oldest) {
        List<String> names = new ArrayList<>();
        for (Step step = oldest; step != null; step = step.next) {
            names.add(step.toString());
        }
        return names;
    }

    @Test
    void givesWhatItWasGivenOldestFirstAndOnce() {
        assertNull(inbox.take());
        inbox.offer(step("a"));
        inbox.offer(step("b"));
        inbox.offer(step("c"));
        assertEquals(List.of("a", "b", "c"), names(inbox.take()));
        assertNull(inbox.take());
    }

    @Test
    @Tag("case-46")
    void onlyTheFirstWhoComesToASleeperWakesIt() {
        inbox.offer(step("awake"));
        assertEquals(0, wakeups.get());
        assertFalse(inbox.sleep(), "there is something already");
        inbox.take();
        assertTrue(inbox.sleep());
        for (int i = 0; i < 1_000; i++) {
            inbox.offer(step("asleep " + i));
        }
        assertEquals(1, wakeups.get());
        assertEquals(1_000, names(inbox.take()).size());
        inbox.offer(step("awake again"));
        assertEquals(1, wakeups.get());
    }

    @Test
    void aSleepEndsWithTheNextTake() {
        assertTrue(inbox.sleep());
        assertNull(inbox.take());
        assertTrue(inbox.sleep());
    }

    @Test
    @Tag("case-48")
    void closedItGivesWhatItAcceptedAndRefusesTheRest() {
        inbox.offer(step("accepted"));
        assertEquals(List.of("accepted"), names(inbox.close()));
        assertFalse(inbox.offer(step("refused")));
        assertFalse(inbox.sleep());
        assertNull(inbox.close());
    }

    @Test
    void closedAsleepItGivesNothing() {
        assertTrue(inbox.sleep());
        assertNull(inbox.close());
    }

    /** Threads offer without pause; another takes, and sleeps by waiting for the wakeup; at last it closes the door. */
    @Property(tries = 50)
    @Tag("case-49")
    void losesNothingFromManyThreads(@ForAll @IntRange(min = 1, max = 6) int threads,
            @ForAll @IntRange(max = 3_000) int takenBeforeTheClose) throws Exception {
        Sleeper sleeper = new Sleeper();
        Inbox door = new Inbox(sleeper::wake);
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        CyclicBarrier start = new CyclicBarrier(threads + 1);
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < threads; writer++) {
            int id = writer;
            writers.add(new Thread(() -> {
                sleeper.awaitStart(start);
                for (int i = 0; ; i++) {
                    String name = id + " " + i;
                    if (!door.offer(step(name))) {
                        return;
                    }
                    accepted.add(name);
                }
            }));
        }
        writers.forEach(Thread::start);
        sleeper.awaitStart(start);
        List<String> taken = new ArrayList<>();
        while (taken.size() < takenBeforeTheClose) {
            taken.addAll(names(door.take()));
            if (door.sleep()) {
                sleeper.sleep();
            }
        }
        taken.addAll(names(door.close()));
        for (Thread writer : writers) {
            writer.join();
        }
        assertEquals(accepted, Set.copyOf(taken));
        assertEquals(accepted.size(), taken.size(), "nothing comes twice");
        for (int writer = 0; writer < threads; writer++) {
            assertInOrder(taken, writer);
        }
    }

    private static void assertInOrder(List<String> taken, int writer) {
        int next = 0;
        for (String name : taken) {
            if (name.startsWith(writer + " ")) {
                assertEquals(writer + " " + next++, name);
            }
        }
    }

    /** A sleep that only a wakeup ends: one that is missed hangs. */
    private static final class Sleeper {
        private boolean woken;

        synchronized void wake() {
            woken = true;
            notifyAll();
        }

        synchronized void sleep() throws InterruptedException {
            while (!woken) {
                wait();
            }
            woken = false;
        }

        void awaitStart(CyclicBarrier start) {
            try {
                start.await();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
