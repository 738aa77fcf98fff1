package dev.millrace.sched;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Start-time fair queueing, by examples that can be followed by hand. */
class FairSchedulerTest {
    private final Recorded steps = new Recorded(new FairScheduler());
    private final Share root = new Share("root");

    private static long count(String ran, char name) {
        return ran.chars().filter(each -> each == name).count();
    }

    @Test
    void oneShareIsFirstInFirstOut() {
        steps.add("a", root, 100, 2);
        steps.add("b", root, 1, 2);
        steps.add("c", root, 1, 1);
        assertEquals("abcab", steps.run(10));
        assertNull(steps.scheduler.next());
        assertEquals(8, steps.scheduler.stepsPerReading());
    }

    @Test
    void equalWeightsGetEqualTimeWhateverTheLengthOfTheirSteps() {
        steps.add("l", root.child("long", 1), 30, 100);
        steps.add("s", root.child("short", 1), 10, 100);
        String ran = steps.run(80);
        assertEquals(20, count(ran, 'l'));
        assertEquals(60, count(ran, 's'));
        assertEquals(1, steps.scheduler.stepsPerReading());
    }

    @Test
    void timeIsInProportionToTheWeights() {
        steps.add("h", root.child("heavy", 3), 10, 1000);
        steps.add("l", root.child("light", 1), 10, 1000);
        String ran = steps.run(400);
        assertEquals(300, count(ran, 'h'));
        assertEquals(100, count(ran, 'l'));
    }

    @Test
    void manyStepsInAShareGetNoMoreThanOne() {
        Share crowd = root.child("crowd", 1);
        for (int i = 0; i < 50; i++) {
            steps.add("c", crowd, 10, 100);
        }
        steps.add("a", root.child("alone", 1), 10, 100);
        assertEquals(50, count(steps.run(100), 'a'));
    }

    @Test
    void whoSleptGetsNoCredit() {
        Share sleeper = root.child("sleeper", 1);
        steps.add("b", root.child("busy", 1), 10, 1000);
        steps.add("s", sleeper, 10, 1);
        steps.run(500);
        steps.add("s", sleeper, 10, 100);
        String ran = steps.run(20);
        assertEquals(10, count(ran, 's'), ran);
    }

    @Test
    void whoOverranPaysAlthoughItSleptMeanwhile() {
        Share greedy = root.child("greedy", 1);
        steps.add("g", greedy, 100, 1);
        steps.add("b", root.child("busy", 1), 10, 1000);
        assertEquals("gbbbbb", steps.run(6));
        steps.add("g", greedy, 100, 1);
        assertEquals("bbbbbg", steps.run(6));
    }

    @Test
    void sharesNest() {
        Share services = root.child("services", 100);
        Share one = services.child("one", 3);
        Share two = services.child("two", 1);
        steps.add("1", one, 10, 1000);
        steps.add("2", two, 10, 1000);
        steps.add("b", root.child("batch", 100), 10, 1000);
        String ran = steps.run(800);
        assertEquals(400, count(ran, 'b'));
        assertEquals(300, count(ran, '1'));
        assertEquals(100, count(ran, '2'));
    }

    @Test
    void whatOneChildLeavesGoesToItsSiblingsFirst() {
        Share services = root.child("services", 100);
        steps.add("1", services.child("one", 3), 10, 10);
        steps.add("2", services.child("two", 1), 10, 1000);
        steps.add("b", root.child("batch", 100), 10, 1000);
        steps.run(100);
        String ran = steps.run(100);
        assertEquals(50, count(ran, '2'));
    }

    /** The own steps of a share are one more child, and those that were ready before the first child came stay so. */
    @Test
    void theOwnStepsOfAShareStandBesideItsChildren() {
        steps.add("a", root, 10, 1000);
        steps.add("b", root, 10, 1000);
        steps.run(3);
        steps.add("c", root.child("child", 2 * Share.DEFAULT_WEIGHT), 10, 1000);
        String ran = steps.run(300);
        assertEquals(50, count(ran, 'a'), 1);
        assertEquals(50, count(ran, 'b'), 1);
        assertEquals(200, count(ran, 'c'), 1);
    }

    @Test
    void aChildThatIsMadeByTheRunningStepJoinsAtOnce() {
        Recorded.Busy first = steps.add("a", root, 10, 3);
        assertEquals(first, steps.scheduler.next());
        steps.add("c", root.child("child", Share.DEFAULT_WEIGHT), 10, 3);
        steps.scheduler.add(first);
        steps.scheduler.charge(root, 10);
        assertEquals("cacaca", steps.run(10));
    }

    @Test
    void aWeightCanBeChangedWhileItsStepsRun() {
        Share one = root.child("one", 1);
        steps.add("1", one, 10, 1000);
        steps.add("2", root.child("two", 1), 10, 1000);
        steps.run(100);
        one.weight(4);
        assertEquals(80, count(steps.run(100), '1'), 1);
    }

    @Test
    void aStepCanBeTakenOutAndTheShareIsIdleThen() {
        Share one = root.child("one", 1);
        Recorded.Busy taken = steps.add("1", one, 10, 9);
        steps.add("2", root.child("two", 1), 10, 5);
        steps.scheduler.remove(taken);
        assertEquals("22222", steps.run(10));
        assertTrue(steps.scheduler.isEmpty());
        steps.scheduler.add(taken);
        assertEquals("111111111", steps.run(10));
    }

    @Test
    void aStepThatWasNotChargedForCostsNothing() {
        Step first = steps.add("1", root.child("one", 1), 10, 1);
        steps.add("2", root.child("two", 1), 10, 2);
        assertSame(first, steps.scheduler.next());
        assertEquals("22", steps.run(5));
    }

    /** Input and output that the loop does for a share between its steps. */
    @Test
    void workBetweenStepsIsChargedToo() {
        Share one = root.child("one", 1);
        steps.add("1", one, 10, 1000);
        steps.add("2", root.child("two", 1), 10, 1000);
        String ran = "";
        for (int i = 0; i < 40; i++) {
            steps.scheduler.charge(one, 5);
            ran += steps.run(1);
        }
        // One's 40 charges of 5 ns are work of one's, as if its steps had been longer.
        assertEquals(10, count(ran, '1'), 1);
    }

    @Test
    void chargesBelowAWholeUnitAddUp() {
        steps.add("1", root.child("one", 7), 1, 1_000_000);
        steps.add("2", root.child("two", Share.MAX_WEIGHT), 1, 1_000_000);
        String ran = steps.run(1_000_000);
        assertEquals(1_000_000L * 7 / (7 + Share.MAX_WEIGHT), count(ran, '1'), 1);
    }

    @Test
    void aShareOfAnotherSchedulerIsRefused() {
        steps.add("a", root, 1, 1);
        Scheduler other = new FairScheduler();
        Step step = new Recorded(other).new Busy("b", root, 1, 1);
        assertThrows(IllegalArgumentException.class, () -> other.add(step));
        assertTrue(other.isEmpty());
    }

    @Test
    void aShareChecksItsWeightAndRequest() {
        assertThrows(IllegalArgumentException.class, () -> root.child("none", 0));
        assertThrows(IllegalArgumentException.class, () -> root.weight(Share.MAX_WEIGHT + 1));
        assertThrows(IllegalArgumentException.class, () -> root.request(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> root.request(Duration.ofHours(2)));
        assertEquals(Share.DEFAULT_WEIGHT, root.weight());
        assertEquals("share root/child", root.child("child", 1).toString());
    }
}
