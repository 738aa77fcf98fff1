package dev.millrace.testkit.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.fairness.Violation.Guarantee;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each measure on traces whose values can be worked out by hand. */
class MeasuresTest {
    private final Trace.Builder trace = new Trace.Builder();

    private void run(String step, long nanos) {
        trace.began(step);
        trace.ended(step, nanos);
    }

    /** A step that becomes ready again before it ends. */
    private void busy(String step, TracedShare share, long nanos) {
        trace.began(step);
        trace.ready(step, share);
        trace.ended(step, nanos);
    }

    private Fairness fairness() {
        return Fairness.of(trace.build());
    }

    @Test
    void theMeasureIsTheLargestMoveOfTheDifferenceNotItsLargestValue() {
        TracedShare a = trace.share("a", 2);
        TracedShare b = trace.share("b", 1);
        trace.ready("a", a);
        trace.ready("b", b);
        busy("a", a, 10);
        busy("b", b, 10);
        busy("b", b, 10);
        busy("a", a, 10);
        PairFairness pair = fairness().pairs().get(0);
        // a/2 - b/1 goes 0, 5, -5, -15, -10: its largest move is that of b from 5 to -15.
        assertEquals(20, pair.measure());
        assertEquals(b, pair.ahead());
        assertEquals(15, pair.bound());
        assertEquals(List.of("b", "b"), trace.build().events().subList(pair.from() + 1, pair.to() + 1).stream()
                .filter(event -> event.kind() == TraceEvent.Kind.ENDED).map(TraceEvent::step).toList());
    }

    @Test
    void onlyIntervalsInWhichBothAreBackloggedCount() {
        TracedShare a = trace.share("a", 1);
        TracedShare b = trace.share("b", 1);
        trace.ready("a", a);
        trace.ready("b", b);
        run("b", 10);
        for (int i = 0; i < 10; i++) {
            busy("a", a, 10);
        }
        trace.ready("b", b);
        busy("a", a, 10);
        run("b", 10);
        assertEquals(10, fairness().pairs().get(0).measure());
    }

    @Test
    void aShareThatIsReadyAgainAtTheSameInstantWasNeverIdle() {
        TracedShare a = trace.share("a", 1);
        TracedShare b = trace.share("b", 1);
        trace.ready("a", a);
        trace.ready("b", b);
        for (int i = 0; i < 5; i++) {
            run("a", 10);
            trace.ready("a", a);
        }
        assertEquals(50, fairness().pairs().get(0).measure());
    }

    @Test
    void aShareThatPausesWasIdle() {
        TracedShare a = trace.share("a", 1);
        TracedShare b = trace.share("b", 1);
        trace.ready("a", a);
        trace.ready("b", b);
        for (int i = 0; i < 5; i++) {
            run("a", 10);
            trace.advanceTo(trace.now() + 1);
            trace.ready("a", a);
        }
        assertEquals(10, fairness().pairs().get(0).measure());
    }

    @Test
    void workCountsForEveryShareAboveAndSiblingsAreComparedAtTheirLevel() {
        TracedShare left = trace.share("left", 1);
        TracedShare right = trace.share("right", 1);
        TracedShare one = trace.share("one", 1, left);
        TracedShare two = trace.share("two", 1, left);
        trace.ready("one", one);
        trace.ready("two", two);
        trace.ready("right", right);
        run("one", 10);
        run("two", 20);
        run("right", 5);
        Fairness fairness = fairness();
        assertEquals(List.of(30L, 5L, 10L, 20L), fairness.shares().stream().map(ShareFairness::workNanos).toList());
        assertEquals(2, fairness.pairs().size());
        assertEquals(30, fairness.pairs().get(0).measure());
        assertEquals(25, fairness.pairs().get(0).bound());
    }

    @Test
    void anotherWeightBeginsAnotherInterval() {
        TracedShare a = trace.share("a", 1);
        TracedShare b = trace.share("b", 1);
        trace.ready("a", a);
        trace.ready("b", b);
        busy("a", a, 10);
        trace.weight(a, 10);
        busy("a", a, 10);
        PairFairness pair = fairness().pairs().get(0);
        assertEquals(10, pair.measure());
        assertEquals(10, pair.bound());
    }

    @Test
    void lagIsWhatAnIdealServerWouldHaveGivenLessWhatTheShareGot() {
        TracedShare a = trace.share("a", 3);
        TracedShare b = trace.share("b", 1);
        trace.ready("a", a);
        trace.ready("b", b);
        busy("a", a, 8);
        busy("b", b, 8);
        run("a", 8);
        List<ShareFairness> shares = fairness().shares();
        assertEquals(4, shares.get(0).lagMost());
        assertEquals(-2, shares.get(0).lagLeast());
        assertEquals(2, shares.get(1).lagMost());
        assertEquals(-4, shares.get(1).lagLeast());
    }

    /** Unlike the lag, the index counts from any moment, and by the weights of all siblings, idle ones too. */
    @Test
    void theWorstCaseIndexIsTheLargestFallBehindTheGuaranteedPart() {
        TracedShare a = trace.share("a", 1);
        TracedShare b = trace.share("b", 1);
        trace.share("idle", 2);
        trace.ready("a", a);
        trace.ready("b", b);
        busy("a", a, 100);
        run("b", 40);
        trace.ready("b", b);
        run("b", 40);
        List<ShareFairness> shares = fairness().shares();
        // a: a quarter of 100, less 100; then a quarter of 40 twice, counted from its best moment.
        assertEquals(20, shares.get(0).worstCaseIndex());
        assertEquals(25, shares.get(1).worstCaseIndex());
    }

    @Test
    void jainsIndexIsOneOfNIfOneGotAll() {
        TracedShare a = trace.share("a", 5);
        TracedShare b = trace.share("b", 1);
        trace.ready("a", a);
        trace.ready("b", b);
        busy("a", a, 10);
        busy("a", a, 10);
        assertEquals(0.5, fairness().jain(), 1e-9);
        busy("b", b, 4);
        assertEquals(1, fairness().jain(), 1e-9);
    }

    @Test
    void overtakingIsCountedWithinAShare() {
        TracedShare a = trace.share("a", 1);
        TracedShare b = trace.share("b", 1);
        trace.ready("1", a);
        trace.ready("other", b);
        trace.ready("2", a);
        trace.ready("3", a);
        run("3", 1);
        run("other", 1);
        run("2", 1);
        Fairness fairness = fairness();
        assertEquals(2, fairness.shares().get(0).overtaken());
        assertEquals(0, fairness.shares().get(1).overtaken());
        assertEquals(List.of("1 of a", "2 of a"),
                fairness.violations(Guarantee.BOUNDED_OVERTAKING).stream().map(Violation::who).toList());
    }

    @Test
    void whatIsTakenBackIsOvertakenOnlyWhileItWasReady() {
        TracedShare a = trace.share("a", 1);
        trace.ready("1", a);
        trace.ready("2", a);
        trace.removed("1");
        run("2", 1);
        assertEquals(0, fairness().shares().get(0).overtaken());
    }

    @Test
    void delaysAreExactByTheNearestRank() {
        TracedShare a = trace.share("a", 1);
        for (int i = 0; i < 1000; i++) {
            trace.ready("s" + i, a);
        }
        for (int i = 0; i < 1000; i++) {
            run("s" + i, 1);
        }
        assertEquals(new Delays(1000, 499, 989, 998, 999), fairness().delays());
        assertEquals(new Delays(0, 0, 0, 0, 0), Fairness.of(new Trace.Builder().build()).delays());
    }

    @Test
    void aStepThatNeverRanIsTheLongestWaitAndStarves() {
        TracedShare a = trace.share("a", 1);
        TracedShare b = trace.share("b", 1);
        trace.ready("never", b);
        trace.ready("a", a);
        for (int i = 0; i < 7; i++) {
            busy("a", a, 10);
        }
        Fairness fairness = fairness();
        assertEquals(70, fairness.shares().get(1).longestWait());
        assertEquals(0, fairness.shares().get(1).delays().count());
        assertEquals(0, fairness.starving(8).size());
        assertEquals("never of b", fairness.starving(7).get(0).who());
        assertEquals("never of b", fairness.violations(Guarantee.BOUNDED_DELAY).get(0).who());
    }

    /** C + L_b + w_b (C + L_a)/w_a, with C = 6, L_a = 6, L_b = 5, w_a = 2 and w_b = 1. */
    @Test
    void theBoundOfADelayAllowsWhatItsFormulaSays() {
        TracedShare a = trace.share("a", 2);
        TracedShare b = trace.share("b", 1);
        trace.ready("ahead", a);
        trace.ready("late", a);
        trace.ready("b", b);
        busy("b", b, 5);
        busy("b", b, 5);
        busy("b", b, 5);
        run("ahead", 6);
        run("late", 1);
        Violation late = fairness().violations(Guarantee.BOUNDED_DELAY).get(1);
        assertEquals("late of a", late.who());
        assertEquals(21, late.measured());
        assertEquals(17, late.bound());
    }

    @Test
    void theResultOfALevelIsTheWorkAheadOfTheNextOne() {
        TracedShare p = trace.share("p", 1);
        TracedShare q = trace.share("q", 1);
        TracedShare a = trace.share("a", 1, p);
        TracedShare b = trace.share("b", 1, p);
        trace.ready("a", a);
        trace.ready("b", b);
        trace.ready("q", q);
        busy("q", q, 2);
        for (int i = 0; i < 10; i++) {
            busy("b", b, 3);
        }
        run("a", 1);
        // In p: 0 + (3 + 1) = 4. Above: 4 + (2 + 4 + 3) = 13.
        assertEquals(13, fairness().violations(Guarantee.BOUNDED_DELAY).get(0).bound());
    }

    @Test
    void aBuilderRefusesWhatCannotHaveHappened() {
        TracedShare a = trace.share("a", 1);
        trace.ready("1", a);
        assertThrows(IllegalStateException.class, () -> trace.ready("1", a));
        assertThrows(IllegalStateException.class, () -> trace.began("2"));
        assertThrows(IllegalStateException.class, () -> trace.removed("2"));
        assertThrows(IllegalStateException.class, () -> trace.ended("1", 1));
        assertThrows(IllegalStateException.class, () -> trace.share("a", 1));
        assertThrows(IllegalArgumentException.class, () -> trace.share("b", 0));
        trace.began("1");
        trace.ready("2", a);
        assertThrows(IllegalStateException.class, () -> trace.began("2"));
        assertThrows(IllegalArgumentException.class, () -> trace.ended("1", -1));
    }

    @Test
    void aLongWindowIsListedFromBothEnds() {
        TracedShare share = new TracedShare(0, "a", Optional.empty());
        List<TraceEvent> window = IntStream.range(0, 100)
                .mapToObj(i -> new TraceEvent(TraceEvent.Kind.BEGAN, i, share, "s", 0)).toList();
        String text = new Violation(Guarantee.NO_STARVATION, "s of a", 100, 2.5, window).toString();
        assertEquals(82, text.lines().count());
        assertTrue(text.contains("39 ns: s of a begins\n    (20 events)\n    60 ns: s of a begins\n"), text);
        assertEquals("no starvation is broken for s of a: 100 steps began before it, at most 2.500 allowed",
                text.lines().findFirst().orElseThrow());
    }
}
