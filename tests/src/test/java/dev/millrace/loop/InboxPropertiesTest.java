package dev.millrace.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Many threads at the door of one loop. */
class InboxPropertiesTest {

    /** Threads offer without pause; another takes, and sleeps until it is woken; at last it closes the door. */
    @Property(tries = 30)
    @Tag("case-49")
    void losesNothingFromManyThreads(@ForAll @IntRange(min = 1, max = 6) int threads,
            @ForAll @IntRange(max = 2_000) int takenBeforeTheClose) throws Exception {
        Sleeper sleeper = new Sleeper();
        Inbox door = new Inbox(sleeper::wake);
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        CyclicBarrier start = new CyclicBarrier(threads + 1);
        List<Thread> writers = new ArrayList<>();
        for (int writer = 0; writer < threads; writer++) {
            int id = writer;
            writers.add(new Thread(() -> {
                sleeper.awaitStart(start);
                for (int i = 0; i < 2_000; i++) {
                    String name = id + " " + i;
                    if (!door.offer(new Named(name, () -> { }))) {
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
            if (door.sleep()) {
                sleeper.sleep();
            }
            taken.addAll(Named.of(door.take()));
        }
        taken.addAll(Named.of(door.close()));
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
