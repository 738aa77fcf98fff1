package dev.millrace.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The door for other threads: what it accepts comes out, once and in order, and a sleeper is woken once. */
class InboxTest {
    private final AtomicInteger wakeups = new AtomicInteger();
    private final Inbox inbox = new Inbox(wakeups::incrementAndGet);

    private static LoopStep step(String name) {
        return new Named(name, () -> { });
    }

    @Test
    void givesWhatItWasGivenOldestFirstAndOnce() {
        assertNull(inbox.take());
        inbox.offer(step("a"));
        inbox.offer(step("b"));
        inbox.offer(step("c"));
        assertEquals(List.of("a", "b", "c"), Named.of(inbox.take()));
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
        assertEquals(1_000, Named.of(inbox.take()).size());
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
        assertEquals(List.of("accepted"), Named.of(inbox.close()));
        assertFalse(inbox.offer(step("refused")));
        assertFalse(inbox.sleep());
        assertNull(inbox.close());
    }

    @Test
    void closedAsleepItGivesNothing() {
        assertTrue(inbox.sleep());
        assertNull(inbox.close());
    }
}
