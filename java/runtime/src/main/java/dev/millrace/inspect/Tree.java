package dev.millrace.inspect;

import dev.millrace.task.Coroutines;
import dev.millrace.task.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Draws tasks as a tree, in ASCII, because not every terminal shows more. */
final class Tree {
    private final long now;
    private final List<Coroutines.Snapshot> tasks;
    private final Map<Task<?>, List<Coroutines.Snapshot>> children = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();

    Tree(long now, List<Coroutines.Snapshot> tasks) {
        this.now = now;
        this.tasks = tasks;
        for (Coroutines.Snapshot each : tasks) {
            children.put(each.task(), new ArrayList<>());
        }
    }

    String text() {
        List<Coroutines.Snapshot> roots = new ArrayList<>();
        for (Coroutines.Snapshot each : tasks) {
            each.parent().map(children::get).orElse(roots).add(each);
        }
        roots.forEach(root -> draw("", "", root));
        return text.toString();
    }

    private void draw(String first, String others, Coroutines.Snapshot each) {
        text.append(first).append(Line.name(each)).append(": ").append(Line.doing(now, each)).append('\n');
        List<Coroutines.Snapshot> below = children.get(each.task());
        for (int i = 0; i < below.size(); i++) {
            boolean last = i == below.size() - 1;
            draw(others + (last ? "`- " : "|- "), others + (last ? "   " : "|  "), below.get(i));
        }
    }
}
