package dev.millrace.inspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.millrace.sync.Lock;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Tasks over locks alone hang only in a circle: what hangs has one that is named, and what ends has none. */
class LockCirclesPropertiesTest {
    private static final int LOCKS = 3;

    @Provide
    Arbitrary<List<List<Integer>>> programs() {
        return Arbitraries.integers().between(0, LOCKS - 1).list().ofMinSize(1).ofMaxSize(LOCKS)
                .map(locks -> locks.stream().distinct().toList())
                .list().ofMinSize(2).ofMaxSize(5);
    }

    @Property(tries = 200)
    void whatHangsHasACircle(@ForAll("programs") List<List<Integer>> tasks) {
        try (Simulation simulation = new Simulation()) {
            List<Integer> ended = new ArrayList<>();
            TaskGroup.main(simulation.loop(), Coroutines.best(), () -> {
                List<Lock> locks = IntStream.range(0, LOCKS).mapToObj(name -> new Lock().named("" + name)).toList();
                TaskGroup.run(group -> tasks.forEach(order -> group.start(() -> {
                    take(locks, order, 0);
                    ended.add(1);
                })));
                return null;
            });
            simulation.runUntilIdle();
            List<String> named = Dump.of(simulation.loop()).deadlocks();
            if (ended.size() == tasks.size()) {
                assertEquals(List.of(), named);
            } else {
                assertFalse(named.isEmpty(), () -> Dump.of(simulation.loop()).tree());
            }
        }
    }

    private static void take(List<Lock> locks, List<Integer> order, int next) {
        if (next < order.size()) {
            locks.get(order.get(next)).run(() -> {
                Task.yieldNow();
                take(locks, order, next + 1);
            });
        }
    }
}
