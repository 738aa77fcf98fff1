package dev.millrace.sync;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.InVirtualTime;
import dev.millrace.task.Task;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EventTest extends InVirtualTime {

    @Test
    void whoeverWaitsGoesOnWhenItIsSetAndWhoeverComesLaterDoesNotWait() {
        run(group -> {
            Event event = new Event();
            for (String name : List.of("a", "b")) {
                group.start(() -> {
                    await(event.whenSet());
                    log.add(name);
                });
            }
            sleep(1);
            assertEquals(new Event.Statistics(false, 2), event.statistics());
            event.set();
            event.set();
            await(event.whenSet());
            assertTrue(event.isSet());
        });
        assertEquals(List.of("a", "b"), log);
    }

    @Test
    @Tag("case-120")
    void setAndClearedAtOnceStillWakesThoseThatWait() {
        run(group -> {
            Event event = new Event();
            Task<Void> waiter = group.start(() -> {
                await(event.whenSet());
            });
            sleep(1);
            event.set();
            event.clear();
            await(waiter);
            assertFalse(event.isSet());
            assertFalse(event.whenSet().isDone());
        });
    }

    @Test
    void aCancelledWaiterIsForgotten() {
        run(group -> {
            Event event = new Event();
            Task<Void> waiter = group.start(() -> cancelledAs("waiter", () -> await(event.whenSet())));
            sleep(1);
            waiter.cancel();
            sleep(1);
            assertEquals(0, event.statistics().waiting());
        });
        assertEquals(List.of("waiter cancelled"), log);
    }

    @Test
    void anotherThreadIsRefused() throws InterruptedException {
        Event event = new Event(simulation.loop());
        Throwable[] refused = new Throwable[1];
        Thread other = new Thread(() -> refused[0] = assertThrows(IllegalStateException.class, event::clear));
        other.start();
        other.join();
        assertTrue(refused[0].getMessage().contains("belongs to"), () -> refused[0].getMessage());
    }
}
