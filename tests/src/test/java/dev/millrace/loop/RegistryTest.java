package dev.millrace.loop;

import static dev.millrace.sys.ReadyBatch.READABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.sys.Errno;
import dev.millrace.sys.SystemException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keys: a report reaches the descriptor that it was meant for, or nobody. */
class RegistryTest {
    private final Scripted scripted = new Scripted();
    private final EventLoop loop = scripted.loop();

    @AfterEach
    void close() {
        loop.close();
        assertEquals(List.of(), scripted.failures);
    }

    private void turns() {
        loop.turn(0);
        loop.turn(0);
    }

    @Test
    void aReportForAClosedDescriptorDoesNotReachTheNextOwnerOfItsNumber() {
        Registration first = loop.core().registry().add(5, false);
        long stale = scripted.keys.get(5);
        first.close();
        Script read = new Script(1);
        loop.core().registry().add(5, false).reader().start(read);
        scripted.reportKey(stale, READABLE, 0);
        turns();
        assertEquals(0, read.attempts);
        scripted.report(5, READABLE);
        turns();
        assertEquals(List.of(1), read.told);
    }

    /** The first step of a batch closes the descriptor that the second report is for, and takes its number again. */
    @Test
    @Tag("case-229")
    void aDescriptorClosedAndTakenAgainInOneBatchDoesNotInheritAReport() {
        Script reborn = new Script(1);
        Registration victim = loop.core().registry().add(6, false);
        Script victims = new Script(1);
        victim.reader().start(victims);
        loop.core().registry().add(5, false).reader().start(new Operation() {
            @Override
            public int attempt() {
                victim.close();
                loop.core().registry().add(6, false).reader().start(reborn);
                return 0;
            }

            @Override
            public void complete(int result) {
                assertEquals(0, result);
            }
        });
        scripted.report(5, READABLE);
        scripted.report(6, READABLE);
        turns();
        turns();
        assertEquals(List.of(Operation.CLOSED), victims.told);
        assertEquals(0, reborn.attempts);
    }

    @Test
    @Tag("case-229")
    void ofManyReadyAtOnceThoseThatTheFirstClosesAreNotTried() {
        List<Registration> all = new ArrayList<>();
        List<Script> reads = new ArrayList<>();
        loop.core().registry().add(1, false).reader().start(new Script() {
            @Override
            public int attempt() {
                all.forEach(Registration::close);
                return 0;
            }
        });
        scripted.report(1, READABLE);
        for (int fd = 2; fd < 250; fd++) {
            all.add(loop.core().registry().add(fd, false));
            Script read = new Script(1);
            reads.add(read);
            all.get(fd - 2).reader().start(read);
            scripted.report(fd, READABLE);
        }
        turns();
        turns();
        for (Script read : reads) {
            assertEquals(0, read.attempts);
            assertEquals(List.of(Operation.CLOSED), read.told);
        }
    }

    @Test
    void keysThatWereNeverGivenAreIgnored() {
        Script read = new Script(1);
        loop.core().registry().add(5, false).reader().start(read);
        for (long key : new long[] {1, 63, 64, 1 << 30, 1L << 32, Long.MIN_VALUE, Long.MAX_VALUE, 0xFFFF_FFFFL}) {
            scripted.reportKey(key, READABLE, 0);
        }
        turns();
        assertEquals(0, read.attempts);
    }

    @Test
    void whatThePollerRefusesIsClosedAndNotInCare() {
        SystemException refusal = assertThrows(SystemException.class, () -> loop.core().registry().add(-3, false));
        assertEquals(Errno.EBADF, refusal.errno());
        assertEquals(List.of("register -3", "close -3"), scripted.log);
        assertEquals(0, loop.core().registry().size());
    }
}
