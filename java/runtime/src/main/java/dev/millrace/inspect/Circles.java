package dev.millrace.inspect;

import dev.millrace.task.Coroutines;
import dev.millrace.task.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks for circles in the graph of who waits for whom, depth first. A part of the graph in which all wait for all
 * shows one circle at least.
 */
final class Circles {
    private final Map<Task<?>, Coroutines.Snapshot> tasks = new LinkedHashMap<>();
    private final Set<Task<?>> seen = new HashSet<>();
    /** The way from where the search began to where it is, with what is left to be looked at on each step. */
    private final ArrayDeque<Iterator<Task<?>>> left = new ArrayDeque<>();
    private final List<Task<?>> way = new ArrayList<>();
    private final List<List<Coroutines.Snapshot>> found = new ArrayList<>();

    Circles(List<Coroutines.Snapshot> all) {
        all.forEach(each -> tasks.put(each.task(), each));
    }

    List<List<Coroutines.Snapshot>> find() {
        for (Task<?> each : tasks.keySet()) {
            enter(each);
            while (!way.isEmpty()) {
                proceed();
            }
        }
        return found;
    }

    private void enter(Task<?> task) {
        Coroutines.Snapshot snapshot = tasks.get(task);
        if (snapshot != null && seen.add(task)) {
            way.add(task);
            left.push(snapshot.waitsFor().iterator());
        }
    }

    private void proceed() {
        if (!left.peek().hasNext()) {
            left.pop();
            way.remove(way.size() - 1);
            return;
        }
        Task<?> next = left.peek().next();
        int start = way.indexOf(next);
        if (start >= 0) {
            found.add(way.subList(start, way.size()).stream().map(tasks::get).toList());
        } else {
            enter(next);
        }
    }
}
