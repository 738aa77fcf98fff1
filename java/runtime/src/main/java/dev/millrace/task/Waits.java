package dev.millrace.task;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Says what a task waits for: in words, and which tasks have to act before it can go on. */
final class Waits {
    /** How far to follow futures that are made from others. */
    private static final int MOST = 1000;
    private static final int NAMED = 3;

    private Waits() {
    }

    /** Returns in words what an await of this future waits for. */
    static String inWords(Awaitable future) {
        return inWords(future, true);
    }

    private static String inWords(Awaitable future, boolean members) {
        Awaitable origin = future;
        for (int looked = 0; origin.undo() instanceof Source source && looked < MOST; looked++) {
            origin = source.of;
        }
        String made = origin == future ? "" : "a future made from ";
        if (origin instanceof Task<?> task) {
            return made + task.name();
        }
        if (origin.undo() instanceof Promise.WaitsFor wait) {
            return made + wait.what();
        }
        if (origin.undo() instanceof Gather<?> gather && members) {
            List<? extends Awaitable> pending = gather.members().stream().filter(each -> !each.isDone()).toList();
            String named = pending.stream().limit(NAMED).map(each -> inWords(each, false))
                    .collect(Collectors.joining(", "));
            int left = pending.size() - NAMED;
            String which = gather.needsAll() ? "all of " : "any of ";
            return made + which + named + (left > 0 ? " and " + left + " more" : "");
        }
        return made + origin;
    }

    /**
     * Returns the tasks that all have to act before a suspended one can go on. Empty if they are not known, if any of
     * several things may end the wait, or if a deadline will.
     */
    static List<Task<?>> on(Suspension waiter) {
        if (waiter.scope().bounded) {
            return List.of();
        }
        Set<Task<?>> tasks = new LinkedHashSet<>();
        if (waiter.isLeavingGroup()) {
            waiter.scope().inside().forEach(child -> tasks.add(((Suspension) child).task()));
        }
        ArrayDeque<Awaitable> ahead = new ArrayDeque<>();
        if (waiter.awaited() != null) {
            ahead.add(waiter.awaited());
        }
        int looked = 0;
        for (Awaitable each; looked < MOST && (each = ahead.poll()) != null; looked++) {
            if (each.isDone()) {
                continue;
            }
            if (each instanceof Task<?> task) {
                tasks.add(task);
            } else if (each.undo() instanceof Promise.WaitsFor wait) {
                tasks.addAll(wait.holders());
            } else if (each.undo() instanceof Gather<?> gather && gather.needsAll()) {
                ahead.addAll(gather.members());
            } else if (each.undo() instanceof Source source && !(source instanceof Limit)) {
                ahead.add(source.of);
            }
        }
        return new ArrayList<>(tasks);
    }
}
