package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which kinds of coroutine there are. What is skipped here is what this JDK lacks, in every suite over all kinds. */
class CoroutinesTest {

    @ParameterizedTest
    @EnumSource
    void everyKindSaysWhatItIsAndWhy(Kind kind) {
        Coroutines coroutines = kind.coroutines();
        assertEquals(kind.toString(), coroutines.kind());
        assertFalse(coroutines.reason().isEmpty());
        assertEquals(kind == Kind.LOOP_SCHEDULED, coroutines.isLoopScheduled());
    }

    @Test
    void theBestIsLoopScheduledOrElseABatonThatSaysWhyNot() {
        Coroutines best = Coroutines.best();
        if (Runtime.version().feature() >= 21) {
            assertTrue(best.isLoopScheduled(), best.reason());
        } else {
            assertEquals("baton on platform threads", best.kind());
            assertEquals(assertThrows(UnsupportedOperationException.class, Coroutines::loopScheduled).getMessage(),
                    best.reason());
        }
    }
}
