package dev.millrace.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.fixture.BrokenContract;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random programs find what is wrong with things that make one mistake, and nothing in the same ones without it. */
@Tag("explores")
class SharedTwinsTest {
    private static final Set<String> CANCELLED =
            Set.of("programsThatAreCancelledKeepTheirBooks", "programsKeepTheirBooksInAnySchedule");
    private static final Set<String> ALL = Set.of("programsKeepTheirBooks", "programsThatAreCancelledKeepTheirBooks",
            "programsKeepTheirBooksInAnySchedule");

    static class LosesPermits implements SharedContract {
        @Override
        public Shared shared() {
            return new SharedTwins.LosesPermits(true);
        }
    }

    static class LosesNoPermit implements SharedContract {
        @Override
        public Shared shared() {
            return new SharedTwins.LosesPermits(false);
        }
    }

    static class EatsSignals implements SharedContract {
        @Override
        public Shared shared() {
            return new SharedTwins.EatsSignals(true);
        }
    }

    static class EatsNoSignal implements SharedContract {
        @Override
        public Shared shared() {
            return new SharedTwins.EatsSignals(false);
        }
    }

    static class WakesOne implements SharedContract {
        @Override
        public Shared shared() {
            return new SharedTwins.WakesOne(true);
        }
    }

    static class WakesAll implements SharedContract {
        @Override
        public Shared shared() {
            return new SharedTwins.WakesOne(false);
        }
    }

    static class TakesTwo implements SharedContract {
        @Override
        public Shared shared() {
            return new SharedTwins.TakesTwo();
        }
    }

    @Test
    void aPermitIsLostOnlyWhereItsWaiterIsCancelled() {
        assertEquals(CANCELLED, BrokenContract.of(LosesPermits.class));
        assertEquals(Set.of(), BrokenContract.of(LosesNoPermit.class));
    }

    @Test
    void aSignalIsEatenOnlyWhereItsWaiterIsCancelled() {
        assertEquals(CANCELLED, BrokenContract.of(EatsSignals.class));
        assertEquals(Set.of(), BrokenContract.of(EatsNoSignal.class));
    }

    @Test
    void anEndThatWakesOnlyOneLeavesTheOthersWaiting() {
        assertEquals(ALL, BrokenContract.of(WakesOne.class));
        assertEquals(Set.of(), BrokenContract.of(WakesAll.class));
    }

    @Test
    void aSelectThatTakesTwoLosesAnElement() {
        assertEquals(ALL, BrokenContract.of(TakesTwo.class));
    }
}
