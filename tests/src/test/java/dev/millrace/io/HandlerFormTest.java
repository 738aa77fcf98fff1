package dev.millrace.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.net.TcpStream;
import dev.millrace.task.IntFuture;
import dev.millrace.testkit.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The form of an operation that allocates nothing: whose it is, and who gives it up. */
class HandlerFormTest {
    private static final byte[] MUCH = new byte[1 << 22];

    private final Simulation simulation = new Simulation();
    private final Simulation.StreamPair pair = simulation.pair();
    private final TcpStream near = pair.client();
    private final TcpStream far = pair.server();
    private final byte[] buffer = new byte[16];

    @AfterEach
    void close() {
        simulation.close();
    }

    /** Notes what it is told. */
    private static final class Noting implements IoHandler {
        final List<Object> told = new ArrayList<>();

        @Override
        public void completed(int count) {
            told.add(count);
        }

        @Override
        public void failed(RuntimeException failure) {
            told.add(failure);
        }
    }

    @Test
    void aReadIsGivenUpByItsOwnHandlerOnly() {
        Noting first = new Noting();
        assertFalse(near.cancelRead(first), "nothing waits");
        assertEquals(ByteStream.PENDING, near.read(buffer, 0, 1, first));
        assertFalse(near.cancelRead(new Noting()));
        assertTrue(near.cancelRead(first));
        assertFalse(near.cancelRead(first));
        far.write(new byte[] {7});
        simulation.runUntilIdle();
        assertEquals(List.of(), first.told);
        assertEquals(1, near.read(buffer, 0, 1, first));
    }

    @Test
    void aReadOfAFutureIsTheFutures() {
        Noting first = new Noting();
        near.read(buffer, 0, 1, first);
        near.cancelRead(first);
        IntFuture next = near.read(buffer);
        assertFalse(near.cancelRead(first));
        far.write(new byte[] {7});
        simulation.runUntilIdle();
        assertEquals(1, next.value());
    }

    @Test
    void aFutureThatWasCancelledDoesNotCancelTheNextOfItsStream() {
        IntFuture first = near.read(buffer);
        first.cancel();
        IntFuture second = near.read(buffer);
        first.cancel();
        far.write(new byte[] {7});
        simulation.runUntilIdle();
        assertEquals(1, second.value());
    }

    @Test
    void aWriteIsGivenUpByItsOwnHandlerOnly() {
        Noting first = new Noting();
        assertEquals(ByteStream.PENDING, near.write(MUCH, 0, MUCH.length, first));
        assertFalse(near.cancelWrite(new Noting()));
        assertTrue(near.cancelWrite(first));
        assertFalse(near.cancelWrite(first));
        assertTrue(near.written() > 0 && near.written() < MUCH.length);
    }

    @Test
    void aHandlerIsNotOptional() {
        assertThrows(NullPointerException.class, () -> near.read(buffer, 0, 1, null));
        assertThrows(NullPointerException.class, () -> near.write(buffer, 0, 1, null));
        assertThrows(NullPointerException.class, () -> near.write(new byte[][] {buffer}, null));
    }

    @Test
    void aGatheringWriteOfVeryManyArraysGoesOnWhereItWas() {
        byte[][] arrays = new byte[500_000][];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = new byte[i % 3];
        }
        IntFuture write = near.write(arrays);
        byte[] into = new byte[1 << 16];
        long read = 0;
        while (!write.isDone()) {
            IntFuture some = far.read(into);
            simulation.runUntilIdle();
            read += some.value();
        }
        IntFuture rest = far.read(into);
        simulation.runUntilIdle();
        assertEquals(write.value(), read + (rest.isDone() ? rest.value() : 0));
    }
}
