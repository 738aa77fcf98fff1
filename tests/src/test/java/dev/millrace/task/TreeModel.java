package dev.millrace.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Says what a program of scopes and groups does, by looking at times alone: there is no loop and no task in it. */
final class TreeModel {
    /** The cancel of a scope, at a time. */
    private record Cancel(int scope, long time) {
    }

    /** How something ended: {@code by} names the scope whose cancel came out, {@code first} the failure; else -1. */
    record End(long time, int by, int first, Set<Integer> failures) {
        boolean isGood() {
            return by < 0 && failures.isEmpty();
        }

        boolean isCancelled() {
            return by >= 0;
        }

        boolean isFailed() {
            return !failures.isEmpty();
        }
    }

    private final Map<Tree, Integer> numbers;
    /** What happened, with its time. */
    private List<String> log = new ArrayList<>();

    TreeModel(Map<Tree, Integer> numbers) {
        this.numbers = numbers;
    }

    List<String> log() {
        return log;
    }

    End run(List<Tree> program) {
        return body(program, 0, List.of());
    }

    private void note(long time, String what, int number) {
        log.add(time + " " + what + " " + number);
    }

    private static End good(long time) {
        return new End(time, -1, -1, Set.of());
    }

    private static End cancelled(long time, int by) {
        return new End(time, by, -1, Set.of());
    }

    private static End failed(long time, int number) {
        return new End(time, -1, number, Set.of(number));
    }

    /** The outermost of the cancels, which are in that order, that has happened by then; null if none has. */
    private static Cancel seen(List<Cancel> cancels, long time) {
        return cancels.stream().filter(each -> each.time <= time).findFirst().orElse(null);
    }

    private End body(List<Tree> nodes, long start, List<Cancel> cancels) {
        End end = good(start);
        for (Tree node : nodes) {
            end = node(node, end.time, cancels);
            if (!end.isGood()) {
                break;
            }
        }
        return end;
    }

    private End node(Tree node, long start, List<Cancel> cancels) {
        int number = numbers.get(node);
        if (node instanceof Tree.Sleep sleep) {
            return sleep(number, start, start + time(sleep.units(), number), cancels);
        }
        if (node instanceof Tree.Swallow swallow) {
            End end = body(swallow.body(), start, cancels);
            return end.isCancelled() ? good(end.time) : end;
        }
        if (node instanceof Tree.FailingCleanup cleanup) {
            End end = body(cleanup.body(), start, cancels);
            return end.isCancelled() ? failed(end.time + time(cleanup.units(), number), number) : end;
        }
        if (node instanceof Tree.Scope scope) {
            return scope(scope, number, start, cancels);
        }
        if (node instanceof Tree.Fail fail) {
            return failed(start + time(fail.units(), number), number);
        }
        return group((Tree.Group) node, number, start, cancels);
    }

    /** In nanoseconds: no other sum of such times is the same. */
    static long time(int units, int number) {
        return units * Tree.UNIT + (1L << number);
    }

    private End sleep(int number, long start, long end, List<Cancel> cancels) {
        Cancel seen = seen(cancels, start);
        long cut = start;
        for (Cancel each : cancels) {
            if (seen == null || seen.time > start && each.time < seen.time) {
                seen = each;
                cut = each.time;
            }
        }
        if (seen == null || cut > end) {
            note(end, "slept", number);
            return good(end);
        }
        note(cut, "cut", number);
        return cancelled(cut, seen.scope);
    }

    private End scope(Tree.Scope scope, int number, long start, List<Cancel> cancels) {
        List<Cancel> inside = new ArrayList<>(scope.shield() ? List.of() : cancels);
        long time = Long.MAX_VALUE;
        if (scope.deadline() > 0) {
            time = start + time(scope.deadline(), number);
        }
        if (scope.cancel() > 0) {
            time = Math.min(time, time(scope.cancel(), number));
        }
        if (time < Long.MAX_VALUE) {
            inside.add(new Cancel(number, time));
        }
        End end = body(scope.body(), start, inside);
        if (end.by != number) {
            return end;
        }
        note(end.time, "caught", number);
        return good(end.time);
    }

    private End group(Tree.Group group, int number, long start, List<Cancel> cancels) {
        List<String> before = log;
        log = new ArrayList<>();
        List<Cancel> inside = new ArrayList<>(cancels);
        long failure = parts(group, start, inside).stream().filter(End::isFailed).mapToLong(End::time).min()
                .orElse(Long.MAX_VALUE);
        log = before;
        if (failure < Long.MAX_VALUE) {
            inside.add(new Cancel(number, failure));
        }
        List<End> parts = parts(group, start, inside);
        long time = parts.stream().mapToLong(End::time).max().orElseThrow();
        if (failure < Long.MAX_VALUE) {
            int first = -1;
            Set<Integer> all = new TreeSet<>();
            for (End part : parts) {
                first = part.time == failure && part.isFailed() ? part.first : first;
                all.addAll(part.failures);
            }
            return new End(time, -1, first, all);
        }
        End body = parts.get(parts.size() - 1);
        if (body.isCancelled()) {
            return cancelled(time, body.by);
        }
        boolean cut = parts.stream().anyMatch(each -> each.isCancelled() && each.by == seen(cancels, each.time).scope);
        return cut ? cancelled(time, seen(cancels, time).scope) : good(time);
    }

    /** How the children end, and last the body. */
    private List<End> parts(Tree.Group group, long start, List<Cancel> cancels) {
        List<End> ends = new ArrayList<>();
        group.children().forEach(child -> ends.add(body(child, start, cancels)));
        ends.add(body(group.body(), start, cancels));
        return ends;
    }
}
