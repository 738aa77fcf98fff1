package dev.millrace.task;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Programs of scopes and groups. All that takes time takes a time of its own, so that no two of them end together. */
sealed interface Tree {
    long UNIT = 1L << 40;
    int MOST_NODES = 38;

    record Sleep(int units) implements Tree {
    }

    /** Fails after a while, whatever is cancelled meanwhile. */
    record Fail(int units) implements Tree {
    }

    /** Goes on when its body is cancelled. */
    record Swallow(List<Tree> body) implements Tree {
    }

    /** Fails a while after its body was cancelled. */
    record FailingCleanup(int units, List<Tree> body) implements Tree {
    }

    /** Has a deadline some units after it is entered, is cancelled some units after the program began; 0: never. */
    record Scope(int deadline, int cancel, boolean shield, List<Tree> body) implements Tree {
    }

    record Group(List<List<Tree>> children, List<Tree> body) implements Tree {
    }

    static Arbitrary<List<Tree>> programs() {
        return bodies(3).filter(program -> numbers(program).size() <= MOST_NODES);
    }

    private static Arbitrary<List<Tree>> bodies(int depth) {
        return nodes(depth).list().ofMaxSize(3);
    }

    private static Arbitrary<Tree> nodes(int depth) {
        Arbitrary<Integer> whiles = Arbitraries.integers().between(1, 9);
        Arbitrary<Tree> sleeps = whiles.map(Sleep::new);
        if (depth == 0) {
            return sleeps;
        }
        Arbitrary<List<Tree>> inner = Arbitraries.lazy(() -> bodies(depth - 1));
        Arbitrary<Integer> times = Arbitraries.integers().between(0, 20);
        Arbitrary<Boolean> shields = Arbitraries.of(true, false, false);
        Arbitrary<Tree> scopes = Combinators.combine(times, times, shields, inner).as(Scope::new);
        Arbitrary<Tree> groups = Combinators.combine(inner.list().ofMaxSize(3), inner).as(Group::new);
        return Arbitraries.frequencyOf(
                Tuple.of(4, sleeps),
                Tuple.of(1, whiles.map(Fail::new)),
                Tuple.of(1, inner.map(Swallow::new)),
                Tuple.of(1, Combinators.combine(whiles, inner).as(FailingCleanup::new)),
                Tuple.of(3, scopes),
                Tuple.of(4, groups));
    }

    /** Gives every node of a program a number. */
    static Map<Tree, Integer> numbers(List<Tree> program) {
        Map<Tree, Integer> numbers = new IdentityHashMap<>();
        program.forEach(each -> number(each, numbers));
        return numbers;
    }

    private static void number(Tree node, Map<Tree, Integer> numbers) {
        numbers.put(node, numbers.size());
        if (node instanceof Swallow swallow) {
            swallow.body.forEach(each -> number(each, numbers));
        } else if (node instanceof FailingCleanup cleanup) {
            cleanup.body.forEach(each -> number(each, numbers));
        } else if (node instanceof Scope scope) {
            scope.body.forEach(each -> number(each, numbers));
        } else if (node instanceof Group group) {
            group.children.forEach(child -> child.forEach(each -> number(each, numbers)));
            group.body.forEach(each -> number(each, numbers));
        }
    }
}
