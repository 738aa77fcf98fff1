package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.loop.LoopObserver;
import dev.millrace.testkit.Simulation;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;

/** Futures against a model: lists of what was added and a log of what must have run. */
class FuturePropertiesTest {
    private static final int FUTURES = 3;
    private static final int CALLBACKS = 3;

    private enum Kind { COMPLETE, FAIL, CANCEL, ADD, REMOVE, TURN }

    private record Act(Kind kind, int future, int callback) {
    }

    @Provide
    Arbitrary<List<Act>> acts() {
        return Combinators.combine(
                Arbitraries.frequency(Tuple.of(1, Kind.COMPLETE), Tuple.of(1, Kind.FAIL),
                        Tuple.of(1, Kind.CANCEL), Tuple.of(8, Kind.ADD),
                        Tuple.of(3, Kind.REMOVE), Tuple.of(2, Kind.TURN)),
                Arbitraries.integers().between(0, FUTURES - 1),
                Arbitraries.integers().between(0, CALLBACKS - 1)).as(Act::new).list().ofMaxSize(60);
    }

    @Property
    @Tag("case-58")
    @Tag("case-60")
    @Tag("case-61")
    void futuresEndOnceAndCallbacksKeepTheirOrder(@ForAll("acts") List<Act> acts) {
        try (Simulation simulation = new Simulation(LoopObserver.NONE, (what, failure) -> { })) {
            Subject subject = new Subject(simulation);
            Model model = new Model();
            for (Act act : acts) {
                assertEquals(model.apply(act), subject.apply(act), act::toString);
                assertEquals(model.ran, subject.ran, act::toString);
            }
            simulation.runUntilIdle();
            model.turn();
            assertEquals(model.ran, subject.ran);
            assertEquals(model.ends, subject.ends());
        }
    }

    /** The product, as the acts see it. */
    private static final class Subject {
        private final List<Promise<Integer>> promises = new ArrayList<>();
        private final List<Runnable> callbacks = new ArrayList<>();
        private final List<Integer> ran = new ArrayList<>();
        private final Simulation simulation;

        Subject(Simulation simulation) {
            this.simulation = simulation;
            for (int i = 0; i < FUTURES; i++) {
                promises.add(new Promise<>(simulation.loop()));
            }
            for (int i = 0; i < CALLBACKS; i++) {
                int number = i;
                callbacks.add(() -> ran.add(number));
            }
        }

        int apply(Act act) {
            Promise<Integer> promise = promises.get(act.future);
            Runnable callback = callbacks.get(act.callback);
            switch (act.kind) {
                case COMPLETE:
                    return promise.tryComplete(act.callback) ? 1 : 0;
                case FAIL:
                    return promise.tryFail(new IllegalStateException()) ? 1 : 0;
                case CANCEL:
                    return promise.cancel() ? 1 : 0;
                case ADD:
                    promise.onEnd(callback);
                    return 0;
                case REMOVE:
                    return promise.removeCallback(callback);
                default:
                    simulation.turn();
                    return 0;
            }
        }

        List<Kind> ends() {
            return promises.stream().map(each -> each.isCancelled() ? Kind.CANCEL
                    : each.isFailed() ? Kind.FAIL
                    : each.isDone() ? Kind.COMPLETE : null).toList();
        }
    }

    private static final class Model {
        private final List<Kind> ends = new ArrayList<>();
        private final List<List<Integer>> waiting = new ArrayList<>();
        private final List<Integer> ready = new ArrayList<>();
        private final List<Integer> ran = new ArrayList<>();

        Model() {
            for (int i = 0; i < FUTURES; i++) {
                ends.add(null);
                waiting.add(new ArrayList<>());
            }
        }

        int apply(Act act) {
            List<Integer> mine = waiting.get(act.future);
            boolean ended = ends.get(act.future) != null;
            switch (act.kind) {
                case COMPLETE, FAIL, CANCEL:
                    if (ended) {
                        return 0;
                    }
                    ends.set(act.future, act.kind);
                    ready.addAll(mine);
                    mine.clear();
                    return 1;
                case ADD:
                    (ended ? ready : mine).add(act.callback);
                    return 0;
                case REMOVE:
                    int before = mine.size();
                    mine.removeIf(each -> each == act.callback);
                    return before - mine.size();
                default:
                    turn();
                    return 0;
            }
        }

        void turn() {
            ran.addAll(ready);
            ready.clear();
        }
    }
}
