package dev.millrace.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.sys.Errno;
import dev.millrace.sys.Platform;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.sys.SystemException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How far a failure reaches: one step, one descriptor, and the loop only when the VM itself is broken. */
class BlastRadiusTest {
    private final Scripted scripted = new Scripted();
    private final List<String> ran = new ArrayList<>();

    private static int endless(int depth) {
        return depth + endless(depth + 1);
    }

    private void throwing(EventLoop loop, Runnable body) {
        loop.core().makeReady(new Named("thrower", body));
        loop.core().makeReady(new Named("next", () -> ran.add("next")));
        loop.turn(0);
        loop.close();
    }

    @Test
    void aStackOverflowFailsItsStepAlone() {
        throwing(scripted.loop(), () -> endless(0));
        assertEquals(List.of("next"), ran);
        assertEquals(StackOverflowError.class, scripted.failures.get(0).getClass());
    }

    @Test
    void anArrayThatIsTooLargeFailsItsStepAlone() {
        throwing(scripted.loop(), () -> assertEquals(0, new byte[Integer.MAX_VALUE].length));
        assertEquals(List.of("next"), ran);
        assertEquals(OutOfMemoryError.class, scripted.failures.get(0).getClass());
    }

    @Test
    void anErrorThatSaysThatTheMachineIsBrokenLeavesTheRun() {
        EventLoop loop = scripted.loop();
        assertThrows(InternalError.class, () -> throwing(loop, () -> {
            throw new InternalError("broken");
        }));
        loop.close();
    }

    @Test
    void everyMachineErrorLeavesTheRunIfTheOptionsSaySo() {
        EventLoop loop = new EventLoop(scripted.platform(),
                LoopOptions.DEFAULT.withVirtualMachineErrorsFatal(true));
        assertThrows(StackOverflowError.class, () -> throwing(loop, () -> endless(0)));
        loop.close();
    }

    @Test
    void whatAHandOutThrowsIsReportedAndTheOtherDirectionIsServed() {
        EventLoop loop = scripted.loop();
        Registration registration = loop.core().registry().add(5, false);
        registration.reader().start(new Script() {
            @Override
            public void complete(int result) {
                throw new IllegalStateException("told badly");
            }
        });
        Script write = new Script(7);
        registration.writer().start(write);
        scripted.report(5, ReadyBatch.READABLE | ReadyBatch.WRITABLE);
        loop.turn(0);
        scripted.report(5, ReadyBatch.READABLE | ReadyBatch.WRITABLE);
        loop.turn(0);
        assertEquals(List.of(7), write.told);
        loop.close();
    }

    // ------------------------------------------------------------------ descriptors

    @Test
    void aDescriptorInCareIsNotTakenTwiceNorClosed() {
        EventLoop loop = scripted.loop();
        Registration first = loop.core().registry().add(5, false);
        scripted.refuse = Errno.EEXIST;
        assertEquals(Errno.EEXIST,
                assertThrows(SystemException.class, () -> loop.core().registry().add(5, false)).errno());
        assertFalse(scripted.log.contains("close 5"), scripted.log::toString);
        assertFalse(first.isClosed());
        assertEquals(1, loop.core().registry().size());
        loop.close();
    }

    @Test
    void aDescriptorIsClosedThoughItCannotBeDeregistered() {
        EventLoop loop = scripted.loop();
        Registration first = loop.core().registry().add(5, false);
        loop.core().registry().add(6, false);
        scripted.breakDeregister = true;
        assertThrows(SystemException.class, first::close);
        assertTrue(scripted.log.contains("close 5"), scripted.log::toString);
        loop.close();
        assertTrue(scripted.log.contains("close 6"), scripted.log::toString);
        assertTrue(scripted.log.contains("close poller"), scripted.log::toString);
    }

    @Test
    void aVirtualThreadIsRefusedBeforeAnythingIsClosed() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21);
        EventLoop loop = new EventLoop(Platform.system());
        Throwable[] refusal = {null};
        Thread virtual = (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null,
                (Runnable) () -> refusal[0] = assertThrows(IllegalStateException.class, loop::close));
        virtual.join();
        assertTrue(refusal[0].getMessage().contains("virtual"), () -> String.valueOf(refusal[0]));
        assertFalse(loop.isClosed());
        loop.close();
        assertTrue(loop.isClosed());
    }
}
