package dev.millrace.sync;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.InVirtualTime;
import dev.millrace.task.Task;
import java.util.List;
import org.junit.jupiter.api.Test;

class RwLockTest extends InVirtualTime {

    private Task.Body reading(RwLock lock, String name) {
        return () -> {
            try (Hold hold = await(lock.read())) {
                assertTrue(hold.isHeld());
                log.add(name + " at " + now());
                sleep(10);
            }
        };
    }

    private Task.Body writing(RwLock lock, String name) {
        return () -> {
            try (Hold hold = await(lock.write())) {
                assertTrue(hold.isHeld());
                log.add(name + " at " + now());
                sleep(10);
            }
        };
    }

    @Test
    void readersReadTogetherAndWritersWriteAlone() {
        run(group -> {
            RwLock lock = new RwLock();
            group.start(reading(lock, "r1"));
            group.start(reading(lock, "r2"));
            group.start(writing(lock, "w1"));
            group.start(writing(lock, "w2"));
            sleep(1);
            assertEquals(new RwLock.Statistics(2, false, 2, 2), lock.statistics());
            sleep(10);
            assertEquals(new RwLock.Statistics(0, true, 1, 3), lock.statistics());
        });
        assertEquals(List.of("r1 at 0", "r2 at 0", "w1 at 10", "w2 at 20"), log);
    }

    @Test
    void neitherKindGoesPastAnEarlierOneOfTheOther() {
        run(group -> {
            RwLock lock = new RwLock();
            group.start(reading(lock, "r1"));
            group.start(writing(lock, "w"));
            group.start(reading(lock, "r2"));
            group.start(reading(lock, "r3"));
            sleep(1);
            assertTrue(lock.tryRead().isEmpty());
            assertTrue(lock.tryWrite().isEmpty());
        });
        assertEquals(List.of("r1 at 0", "w at 10", "r2 at 20", "r3 at 20"), log);
    }

    @Test
    void aWriterThatIsCancelledLetsTheReadersBehindItIn() {
        run(group -> {
            RwLock lock = new RwLock();
            group.start(reading(lock, "r1"));
            Task<Void> writer = group.start(writing(lock, "w"));
            group.start(reading(lock, "r2"));
            sleep(5);
            writer.cancel();
        });
        assertEquals(List.of("r1 at 0", "r2 at 5"), log);
    }

    @Test
    void aReaderThatWantsToWriteIsRefused() {
        run(group -> {
            RwLock lock = new RwLock();
            try (Hold hold = await(lock.read())) {
                assertTrue(hold.isHeld());
                assertThrows(IllegalStateException.class, lock::write);
                lock.tryRead().orElseThrow().close();
            }
            lock.tryWrite().orElseThrow().close();
        });
    }
}
