package dev.millrace.loop;

import static dev.millrace.loop.Operation.CLOSED;
import static dev.millrace.loop.Operation.MORE;
import static dev.millrace.sys.Errno.EAGAIN;
import static dev.millrace.sys.ReadyBatch.ERROR;
import static dev.millrace.sys.ReadyBatch.READABLE;
import static dev.millrace.sys.ReadyBatch.READ_CLOSED;
import static dev.millrace.sys.ReadyBatch.URGENT;
import static dev.millrace.sys.ReadyBatch.WRITABLE;
import static dev.millrace.sys.ReadyBatch.WRITE_CLOSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.sys.Errno;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The one loop that every operation goes through: try, park on EAGAIN, try again when something is reported. */
class DirectionTest {
    private static final int FD = 5;

    private final Scripted scripted = new Scripted();
    private final EventLoop loop = scripted.loop();
    private final Registration registration = loop.core().registry().add(FD, true);
    private final Direction reader = registration.reader();
    private final Direction writer = registration.writer();

    @AfterEach
    void close() {
        loop.close();
        assertEquals(List.of(), scripted.failures);
    }

    /** A report comes, and what it makes ready runs. */
    private void report(int ready) {
        scripted.report(FD, ready);
        loop.turn(0);
        loop.turn(0);
    }

    // ------------------------------------------------------------------ trying

    @Test
    void aReadIsNotTriedBeforeAReport() {
        Script read = new Script(3);
        assertEquals(EAGAIN, reader.start(read));
        assertEquals(0, read.attempts);
        report(READABLE);
        assertEquals(List.of(3), read.told);
        assertEquals(1, read.attempts);
    }

    @Test
    void aWriteIsTriedAtOnceWhenConnectedAndNotBefore() {
        assertEquals(7, writer.start(new Script(7)));
        Script connect = new Script(0);
        assertEquals(EAGAIN, loop.core().registry().add(6, false).writer().start(connect));
        assertEquals(0, connect.attempts);
    }

    @Test
    void whatEndsAtOnceIsNotToldAgain() {
        Script write = new Script(7);
        writer.start(write);
        report(WRITABLE);
        assertEquals(List.of(), write.told);
    }

    @Test
    void aReportWithoutAWaiterIsRemembered() {
        report(READABLE);
        assertEquals(3, reader.start(new Script(3)));
        assertEquals(4, reader.start(new Script(4)));
    }

    @Test
    void aReportThatWasNotTrueParksTheOperationAgain() {
        Script read = new Script(EAGAIN, EAGAIN, 3);
        reader.start(read);
        report(READABLE);
        report(READABLE);
        assertEquals(List.of(), read.told);
        report(READABLE);
        assertEquals(List.of(3), read.told);
    }

    @Test
    void afterEagainNothingIsTriedUntilTheNextReport() {
        report(READABLE);
        Script first = new Script();
        assertEquals(EAGAIN, reader.start(first));
        assertTrue(reader.cancel(first));
        Script second = new Script(3);
        assertEquals(EAGAIN, reader.start(second));
        loop.turn(0);
        assertEquals(0, second.attempts);
    }

    @Test
    void anErrorEndsAnOperation() {
        Script read = new Script(Errno.ECONNRESET);
        reader.start(read);
        report(READABLE | ERROR);
        assertEquals(List.of(Errno.ECONNRESET), read.told);
        assertTrue(reader.isFree());
    }

    @Test
    void whatHasMoreIsTriedOn() {
        Script write = new Script(MORE, MORE, 9);
        assertEquals(9, writer.start(write));
        int[] often = new int[40];
        Arrays.fill(often, MORE);
        often[39] = 9;
        Script longer = new Script(often);
        assertEquals(EAGAIN, writer.start(longer));
        loop.turn(0);
        loop.turn(0);
        assertEquals(List.of(9), longer.told);
        assertEquals(40, longer.attempts);
    }

    @Test
    void aReportReachesTheSidesThatItSpeaksOf() {
        int[][] expected = {{READABLE, 1, 0}, {READ_CLOSED, 1, 0}, {WRITABLE, 0, 1}, {WRITE_CLOSED, 0, 1},
            {ERROR, 1, 1}, {READABLE | WRITABLE, 1, 1}};
        int fd = 100;
        for (int[] row : expected) {
            Registration other = loop.core().registry().add(fd, false);
            Script read = new Script();
            Script write = new Script();
            other.reader().start(read);
            other.writer().start(write);
            scripted.report(fd++, row[0]);
            loop.turn(0);
            loop.turn(0);
            assertEquals(row[1], read.attempts, "read attempts after " + row[0]);
            assertEquals(row[2], write.attempts, "write attempts after " + row[0]);
        }
    }

    // ------------------------------------------------------------------ short reads

    @Test
    void aShortReadMeansEmpty() {
        report(READABLE);
        reader.start(new Script(3));
        reader.drained();
        Script next = new Script(3);
        assertEquals(EAGAIN, reader.start(next));
        assertEquals(0, next.attempts);
    }

    @ParameterizedTest
    @ValueSource(ints = {READ_CLOSED, ERROR, URGENT})
    void aShortReadDoesNotMeanEmptyWhenMoreThanDataWasReported(int bit) {
        report(READABLE | bit);
        reader.start(new Script(3));
        reader.drained();
        assertEquals(0, reader.start(new Script(0)));
    }

    /** Kqueue reports the directions apart, so the end may be followed by a report that does not speak of it. */
    @ParameterizedTest
    @ValueSource(ints = {READ_CLOSED, ERROR})
    void anEndThatWasReportedIsNotForgottenForAReportOfTheOtherSide(int bit) {
        report(READABLE | bit);
        report(WRITABLE);
        reader.start(new Script(3));
        reader.drained();
        assertEquals(0, reader.start(new Script(0)));
    }

    @Test
    void anEndBetweenTheReportAndAShortReadComesByAReportOfItsOwn() {
        report(READABLE);
        assertEquals(3, reader.start(new Script(3)));
        reader.drained();
        Script end = new Script(0);
        assertEquals(EAGAIN, reader.start(end));
        report(READABLE | READ_CLOSED);
        assertEquals(List.of(0), end.told);
    }

    // ------------------------------------------------------------------ waiters

    @Test
    void aSecondWaiterIsRefusedAndTheFirstIsUntouched() {
        Script first = new Script(3);
        Script second = new Script(4);
        reader.start(first);
        IllegalStateException refusal = assertThrows(IllegalStateException.class, () -> reader.start(second));
        assertTrue(refusal.getMessage().contains("fd " + FD) && refusal.getMessage().contains("read"));
        writer.start(new Script());
        report(READABLE);
        assertEquals(List.of(3), first.told);
        assertEquals(0, second.attempts);
    }

    @Test
    void anOperationMayStartTheNextWhenItIsTold() {
        Script next = new Script(4);
        reader.start(new Operation() {
            @Override
            public int attempt() {
                return 3;
            }

            @Override
            public void complete(int result) {
                assertEquals(4, reader.start(next));
            }
        });
        report(READABLE);
        assertEquals(1, next.attempts);
    }

    @Test
    void whatOnlyTheRuntimeWaitsForIsToldInTheTurnThatReportsIt() {
        Script read = new Script(3);
        reader.start(read);
        scripted.report(FD, READABLE);
        loop.turn(0);
        assertEquals(List.of(3), read.told);
    }

    @Test
    void anOperationForUserCodeIsToldInAStep() {
        Script read = Script.forUserCode(3);
        reader.start(read);
        scripted.report(FD, READABLE);
        loop.turn(0);
        assertEquals(0, read.attempts);
        loop.turn(0);
        assertEquals(List.of(3), read.told);
    }

    @Test
    void aCancelledOperationIsToldNothingAndTheReportIsKept() {
        Script first = Script.forUserCode(3);
        reader.start(first);
        scripted.report(FD, READABLE);
        loop.turn(0);
        assertTrue(reader.cancel(first));
        assertFalse(reader.cancel(first), "it does not wait any more");
        loop.turn(0);
        assertEquals(0, first.attempts);
        assertEquals(4, reader.start(new Script(4)));
        assertEquals(List.of(), first.told);
    }

    @Test
    void onlyTheOneThatWaitsIsCancelled() {
        Script waiting = new Script(3);
        reader.start(waiting);
        assertFalse(reader.cancel(new Script()));
        report(READABLE);
        assertEquals(List.of(3), waiting.told);
        assertFalse(reader.cancel(waiting));
    }

    /** An operation that throws the first time, and then reads. */
    private static Operation broken(List<Integer> told) {
        boolean[] tried = {false};
        return new Operation() {
            @Override
            public int attempt() {
                if (tried[0]) {
                    return 3;
                }
                tried[0] = true;
                throw new IllegalStateException("broken");
            }

            @Override
            public void complete(int result) {
                told.add(result);
            }
        };
    }

    @Test
    void anOperationThatThrowsAtOnceHasNotBegun() {
        List<Integer> told = new ArrayList<>();
        assertThrows(IllegalStateException.class, () -> writer.start(broken(told)));
        assertEquals(4, writer.start(new Script(4)), "the direction is free");
        report(WRITABLE);
        assertEquals(List.of(), told);
    }

    @Test
    void anOperationThatThrowsLaterIsReportedAndGoesOnWaiting() {
        List<Integer> told = new ArrayList<>();
        assertEquals(EAGAIN, reader.start(broken(told)));
        report(READABLE);
        assertEquals(List.of(), told);
        assertEquals("broken", scripted.failures.remove(0).getMessage());
        report(READABLE);
        assertEquals(List.of(3), told);
    }

    // ------------------------------------------------------------------ close

    @Test
    void closingTellsBothSidesOnALaterStep() {
        Script read = new Script(3);
        Script write = new Script(EAGAIN);
        reader.start(read);
        writer.start(write);
        registration.close();
        registration.close();
        assertEquals(List.of(), read.told);
        loop.turn(0);
        assertEquals(List.of(CLOSED), read.told);
        assertEquals(List.of(CLOSED), write.told);
        assertEquals(0, read.attempts);
        assertEquals(List.of("register 5", "deregister 5", "close 5"), scripted.log);
    }

    @Test
    void nothingIsTriedOnceItIsClosed() {
        report(READABLE);
        registration.close();
        Script late = new Script(3);
        assertEquals(CLOSED, reader.start(late));
        assertEquals(CLOSED, writer.start(late));
        assertEquals(0, late.attempts);
        assertTrue(registration.isClosed());
        assertTrue(reader.isFree());
    }

    @Test
    void aWaiterThatIsReadyWhenItsDescriptorClosesIsToldOfTheCloseAlone() {
        Script read = Script.forUserCode(3);
        reader.start(read);
        scripted.report(FD, READABLE);
        loop.turn(0);
        registration.close();
        loop.turn(0);
        assertEquals(List.of(CLOSED), read.told);
    }

    @Test
    void aReportedErrorIsKeptUntilItIsTakenAndThenGone() {
        scripted.reportKey(scripted.keys.get(FD), WRITABLE | ERROR, Errno.ECONNREFUSED);
        scripted.report(FD, WRITABLE);
        loop.turn(0);
        assertEquals(Errno.ECONNREFUSED, registration.takeError());
        assertEquals(0, registration.takeError());
    }
}
