package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.fixture.SimulatedLoop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values and failures through map, flatMap and recover. */
class DerivedFutureTest extends SimulatedLoop {
    private final Promise<Integer> source = new Promise<>(loop);
    private final IOException failure = new IOException("the source's");

    @Test
    void mapsTheValueOnALaterStep() {
        List<Integer> seen = new ArrayList<>();
        Future<Integer> mapped = source.map(value -> {
            seen.add(value);
            return value + 1;
        });
        source.complete(1);
        assertEquals(List.of(), seen);
        simulation.runUntilIdle();
        assertEquals(List.of(1), seen);
        assertEquals(2, mapped.value());
    }

    @Test
    void failsWithWhatTheFunctionThrows() {
        IllegalStateException thrown = new IllegalStateException("the function's");
        Future<Integer> mapped = source.map(value -> {
            throw thrown;
        });
        Future<Integer> flat = source.flatMap(value -> {
            throw thrown;
        });
        source.complete(1);
        simulation.runUntilIdle();
        assertSame(thrown, mapped.failure().orElseThrow());
        assertSame(thrown, flat.failure().orElseThrow());
    }

    @Test
    void passesAFailureOnWithoutCallingTheFunction() {
        Future<Integer> mapped = source.map(value -> value);
        Future<Integer> flat = source.flatMap(value -> source);
        source.fail(failure);
        simulation.runUntilIdle();
        assertSame(failure, mapped.failure().orElseThrow());
        assertSame(failure, flat.failure().orElseThrow());
    }

    @Test
    void flatMapEndsAsTheInnerFutureDoes() {
        Promise<String> good = new Promise<>(loop);
        Promise<String> bad = new Promise<>(loop);
        Future<String> first = source.flatMap(value -> good);
        Future<String> second = source.flatMap(value -> bad);
        source.complete(1);
        simulation.runUntilIdle();
        assertFalse(first.isDone());
        good.complete("inner");
        bad.fail(failure);
        simulation.runUntilIdle();
        assertEquals("inner", first.value());
        assertSame(failure, second.failure().orElseThrow());
    }

    @Test
    void flatMapToNoFutureFails() {
        Future<Integer> flat = source.flatMap(value -> null);
        source.complete(1);
        simulation.runUntilIdle();
        assertInstanceOf(NullPointerException.class, flat.failure().orElseThrow());
    }

    @Test
    void aFutureThatWaitsForItselfFailsInsteadOfHanging() {
        List<Future<Integer>> self = new ArrayList<>();
        self.add(source.flatMap(value -> self.get(0)));
        source.complete(1);
        simulation.runUntilIdle();
        assertInstanceOf(IllegalStateException.class, self.get(0).failure().orElseThrow());
    }

    @Test
    void recoverMakesAValueOfAFailure() {
        Future<Integer> recovered = source.recover(cause -> cause == failure ? 5 : 6);
        source.fail(failure);
        simulation.runUntilIdle();
        assertEquals(5, recovered.value());
    }

    @Test
    void recoverLeavesAValueAlone() {
        Future<Integer> recovered = source.recover(cause -> 5);
        source.complete(1);
        simulation.runUntilIdle();
        assertEquals(1, recovered.value());
    }

    @Test
    void recoverMakesAValueOfACancelOfItsSource() {
        Future<Integer> recovered = source.recover(cause -> 5);
        source.cancel();
        simulation.runUntilIdle();
        assertEquals(5, recovered.value());
    }

    @Test
    void recoverFailsWithWhatItsFunctionThrows() {
        IllegalStateException thrown = new IllegalStateException("no way to recover");
        Future<Integer> recovered = source.recover(cause -> {
            throw thrown;
        });
        source.fail(failure);
        simulation.runUntilIdle();
        assertSame(thrown, recovered.failure().orElseThrow());
    }
}
