package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.millrace.loop.LoopObserver;
import dev.millrace.task.Futures.Completions;
import dev.millrace.task.Futures.Losers;
import dev.millrace.task.Futures.Until;
import dev.millrace.testkit.Simulation;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Futures that end at random moments, by a value, a failure or a cancel, under one that is made of all of them, which
 * is cancelled at a random moment. It ends as it must; nobody is left waiting; nothing is reported that was looked at;
 * what was to become of the losers has become of them.
 */
class FuturesPropertiesTest {
    private static final int TIMES = 6;

    private enum Made { ALL, SETTLED, ANY, FIRST_CANCEL, FIRST_LEAVE, AS_COMPLETED, FIRST_DONE, FIRST_FAILED, ALL_DONE }

    private enum End { VALUE, FAILURE, CANCEL }

    /** A member: when it ends (never at {@link #TIMES}), how, and whether somebody else waits for it as well. */
    private record Member(int time, End end, boolean shared) {
    }

    private record Plan(Made made, List<Member> members, int cancelAt) {
    }

    @Provide
    Arbitrary<Plan> plans() {
        Arbitrary<Member> member = Combinators.combine(Arbitraries.integers().between(0, TIMES),
                Arbitraries.of(End.class), Arbitraries.of(true, false)).as(Member::new);
        return Combinators.combine(Arbitraries.of(Made.class), member.list().ofMinSize(1).ofMaxSize(6),
                Arbitraries.integers().between(0, TIMES + 1)).as(Plan::new);
    }

    @Property(tries = 3000)
    void endsAsItMustAndNothingIsLeft(@ForAll("plans") Plan plan) {
        List<String> reported = new ArrayList<>();
        try (Simulation simulation = new Simulation(LoopObserver.NONE,
                (what, failure) -> reported.add(what + ": " + failure))) {
            Subject subject = new Subject(simulation, plan);
            int ended = subject.run();
            subject.check(ended);
        }
        assertEquals(List.of(), reported);
    }

    /** The members, what is made of them, and what is known of both. */
    private static final class Subject {
        private final Simulation simulation;
        private final Plan plan;
        private final List<Promise<Integer>> members = new ArrayList<>();
        private final List<Future<Integer>> others = new ArrayList<>();
        private final Future<?> whole;

        Subject(Simulation simulation, Plan plan) {
            this.simulation = simulation;
            this.plan = plan;
            for (Member each : plan.members) {
                Promise<Integer> promise = new Promise<>(simulation.loop());
                members.add(promise);
                if (each.shared) {
                    others.add(promise.recover(failure -> 0));
                }
            }
            whole = make();
        }

        private Future<?> make() {
            return switch (plan.made) {
                case ALL -> Futures.all(members).recover(failure -> null);
                case SETTLED -> Futures.allSettled(members);
                case ANY -> Futures.any(members).recover(failure -> null);
                case FIRST_CANCEL -> Futures.first(Losers.CANCEL, members).recover(failure -> null);
                case FIRST_LEAVE -> Futures.first(Losers.LEAVE, members).recover(failure -> null);
                case AS_COMPLETED -> next(Futures.asCompleted(members), 0);
                case FIRST_DONE -> Futures.wait(members, Until.FIRST_DONE);
                case FIRST_FAILED -> Futures.wait(members, Until.FIRST_FAILED);
                case ALL_DONE -> Futures.wait(members, Until.ALL_DONE);
            };
        }

        /** Takes one after the other. */
        private Future<Integer> next(Completions<Promise<Integer>> ended, int before) {
            return ended.hasNext() ? ended.next().flatMap(one -> next(ended, before + 1))
                    : Future.of(simulation.loop(), before);
        }

        /** Returns the time at which the whole was seen to have ended; {@link #TIMES} if it never did. */
        int run() {
            int endedAt = TIMES;
            for (int time = 0; time < TIMES; time++) {
                for (int i = 0; i < members.size(); i++) {
                    if (plan.members.get(i).time == time && !members.get(i).isDone()) {
                        end(members.get(i), plan.members.get(i).end);
                    }
                }
                if (plan.cancelAt == time) {
                    whole.cancel();
                }
                simulation.runUntilIdle();
                if (whole.isDone() && endedAt == TIMES) {
                    endedAt = time;
                }
            }
            return endedAt;
        }

        private static void end(Promise<Integer> member, End end) {
            switch (end) {
                case VALUE -> member.complete(1);
                case FAILURE -> member.fail(new IllegalStateException("failed"));
                case CANCEL -> member.cancel();
            }
        }

        /** Returns when the whole has to end if it is not cancelled. */
        private int expectedEnd() {
            int last = plan.members.stream().mapToInt(Member::time).max().orElseThrow();
            return switch (plan.made) {
                case ALL, FIRST_FAILED -> Math.min(last, first(End.FAILURE, End.CANCEL));
                case ANY -> Math.min(last, first(End.VALUE));
                case SETTLED, AS_COMPLETED, ALL_DONE -> last;
                case FIRST_CANCEL, FIRST_LEAVE, FIRST_DONE -> first(End.values());
            };
        }

        private int first(End... ends) {
            return plan.members.stream().filter(each -> List.of(ends).contains(each.end)).mapToInt(Member::time).min()
                    .orElse(TIMES);
        }

        void check(int endedAt) {
            int expected = expectedEnd();
            // What has ended in the step of the cancel is kept; the next one that ends is left to the next call.
            boolean beforeTheEnd = plan.cancelAt < expected
                    || plan.made == Made.AS_COMPLETED && plan.cancelAt == expected;
            boolean cancelled = beforeTheEnd && plan.cancelAt < TIMES;
            assertEquals(cancelled ? plan.cancelAt : expected, endedAt);
            assertEquals(cancelled, whole.isCancelled());
            for (int i = 0; i < members.size(); i++) {
                checkMember(members.get(i), plan.members.get(i), endedAt, cancelled);
            }
            // Lets those that wait for shared members go: nothing else may hang on any of them then.
            others.forEach(Awaitable::cancel);
            if (whole.isDone() && plan.made != Made.AS_COMPLETED) {
                members.forEach(each -> assertFalse(each.hasCallbacks(), () -> each + " is still awaited"));
            }
            // What is handed back is the caller's to look at.
            members.forEach(Awaitable::failure);
        }

        private void checkMember(Promise<Integer> member, Member planned, int endedAt, boolean cancelled) {
            boolean over = endedAt < TIMES && planned.time > endedAt;
            boolean givenUp = over && !planned.shared && switch (plan.made) {
                case FIRST_CANCEL -> true;
                // It only ever waits for the next.
                case AS_COMPLETED, FIRST_DONE, FIRST_FAILED, ALL_DONE -> false;
                default -> cancelled || plan.cancelAt == endedAt;
            };
            boolean ownCancel = !givenUp && planned.time < TIMES && planned.end == End.CANCEL;
            assertEquals(givenUp || ownCancel, member.isCancelled(), member::toString);
            assertEquals(givenUp || planned.time < TIMES, member.isDone(), member::toString);
        }
    }
}
