package dev.millrace.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.Options;
import dev.millrace.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random trees of scopes, groups, shields, deadlines, failures and cancels do what a model of times says. */
class TreePropertiesTest {

    @Provide
    Arbitrary<List<Tree>> programs() {
        return Tree.programs();
    }

    @Property
    void treesDoAsTheModelSays(@ForAll("programs") List<Tree> program) {
        check(Coroutines.best(), program);
    }

    @Property(tries = 300)
    void treesOfBatonsDoAsTheModelSays(@ForAll("programs") List<Tree> program) {
        check(Coroutines.batonOnPlatformThreads(), program);
    }

    private static void check(Coroutines coroutines, List<Tree> program) {
        Map<Tree, Integer> numbers = Tree.numbers(program);
        TreeModel model = new TreeModel(numbers);
        TreeModel.End expected = model.run(program);
        List<String> reported = new ArrayList<>();
        Options options = Options.DEFAULT.withCoroutines(coroutines)
                .withFailures((what, failure) -> reported.add(what));
        try (Simulation simulation = new Simulation(options)) {
            Run run = new Run(simulation, numbers);
            TreeModel.End end = simulation.run(() -> run.end(program));
            assertEquals(inOrder(model.log()), run.log);
            assertEquals(expected.time(), end.time());
            assertEquals(expected.isCancelled(), end.isCancelled());
            assertEquals(expected.failures(), end.failures());
            assertEquals(expected.first(), end.first());
            assertEquals(0, run.tasks);
        }
        assertEquals(List.of(), reported);
    }

    /** By time, as what happened; the model does not know what comes first at one instant. */
    private static List<String> inOrder(List<String> log) {
        return log.stream().sorted(Comparator.comparing(TreePropertiesTest::time).thenComparing(line -> line)).toList();
    }

    private static long time(String line) {
        return Long.parseLong(line.substring(0, line.indexOf(' ')));
    }

    private static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int number;

        Failure(int number) {
            super("node " + number);
            this.number = number;
        }
    }

    /** Runs a program with real tasks. */
    private static final class Run {
        private final Simulation simulation;
        private final Map<Tree, Integer> numbers;
        private final List<String> log = new ArrayList<>();
        private int tasks;

        Run(Simulation simulation, Map<Tree, Integer> numbers) {
            this.simulation = simulation;
            this.numbers = numbers;
        }

        TreeModel.End end(List<Tree> program) {
            int first = -1;
            Set<Integer> failures = new TreeSet<>();
            int by = -1;
            try {
                body(program);
            } catch (Cancelled e) {
                by = 0;
            } catch (Failure e) {
                first = e.number;
                collect(e, failures);
            }
            List<String> sorted = inOrder(log);
            assertEquals(sorted.stream().map(TreePropertiesTest::time).toList(),
                    log.stream().map(TreePropertiesTest::time).toList());
            log.sort(Comparator.comparing(TreePropertiesTest::time).thenComparing(line -> line));
            return new TreeModel.End(simulation.clock().nanoTime(), by, first, failures);
        }

        private static void collect(Throwable failure, Set<Integer> failures) {
            if (failure instanceof Failure known) {
                failures.add(known.number);
            }
            for (Throwable each : failure.getSuppressed()) {
                collect(each, failures);
            }
        }

        private void note(String what, Tree node) {
            log.add(simulation.clock().nanoTime() + " " + what + " " + numbers.get(node));
        }

        private void body(List<Tree> nodes) {
            nodes.forEach(this::node);
        }

        private void node(Tree node) {
            int number = numbers.get(node);
            if (node instanceof Tree.Sleep sleep) {
                sleep(sleep, number);
            } else if (node instanceof Tree.Swallow swallow) {
                try {
                    body(swallow.body());
                } catch (Cancelled e) {
                    return;
                }
            } else if (node instanceof Tree.FailingCleanup cleanup) {
                try {
                    body(cleanup.body());
                } catch (Cancelled e) {
                    fail(cleanup.units(), number);
                }
            } else if (node instanceof Tree.Scope scope) {
                scope(scope, number);
            } else if (node instanceof Tree.Group group) {
                group(group);
            } else if (node instanceof Tree.Fail fail) {
                fail(fail.units(), number);
            }
        }

        private static void fail(int units, int number) {
            CancelScope.callShielded(() -> Task.await(Future.sleep(Duration.ofNanos(TreeModel.time(units, number)))));
            throw new Failure(number);
        }

        private void sleep(Tree.Sleep sleep, int number) {
            try {
                Task.await(Future.sleep(Duration.ofNanos(TreeModel.time(sleep.units(), number))));
                note("slept", sleep);
            } catch (Cancelled e) {
                note("cut", sleep);
                throw e;
            }
        }

        private void scope(Tree.Scope tree, int number) {
            CancelScope scope = new CancelScope();
            scope.shield(tree.shield());
            if (tree.deadline() > 0) {
                scope.deadlineIn(Duration.ofNanos(TreeModel.time(tree.deadline(), number)));
            }
            long cancel = TreeModel.time(tree.cancel(), number);
            if (tree.cancel() > 0 && cancel <= simulation.clock().nanoTime()) {
                scope.cancel();
            } else if (tree.cancel() > 0) {
                simulation.loop().timer(scope::cancel).armAt(cancel);
            }
            scope.run(() -> body(tree.body()));
            if (scope.caught()) {
                note("caught", tree);
            }
        }

        private void group(Tree.Group tree) {
            TaskGroup.run(group -> {
                for (List<Tree> child : tree.children()) {
                    tasks++;
                    group.start(() -> {
                        try {
                            body(child);
                        } finally {
                            tasks--;
                        }
                    });
                }
                body(tree.body());
            });
        }
    }
}
