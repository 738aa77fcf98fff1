package dev.millrace.inspect;

import dev.millrace.task.Coroutines;
import dev.millrace.task.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Sets tasks as a table, whose columns are as wide as what stands in them. */
final class Table {
    private static final List<String> HEAD = List.of("PATH", "STATE", "SHARE", "SINCE", "DOING");

    private final long now;
    private final List<Coroutines.Snapshot> tasks;

    Table(long now, List<Coroutines.Snapshot> tasks) {
        this.now = now;
        this.tasks = tasks;
    }

    String text() {
        Map<Task<?>, String> paths = new HashMap<>();
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (Coroutines.Snapshot each : tasks) {
            String path = each.parent().map(paths::get).map(above -> above + "/").orElse("") + Line.name(each);
            paths.put(each.task(), path);
            rows.add(List.of(path, each.state().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    each.task().share().name(), since(each), each.doing() + Coroutines.Snapshot.place(each.stack())));
        }
        return rows.stream().map(row -> line(rows, row)).collect(Collectors.joining());
    }

    private String since(Coroutines.Snapshot each) {
        return each.state() == Coroutines.State.NOT_BEGUN ? "-" : Line.seconds(now, each);
    }

    private static String line(List<List<String>> rows, List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            int column = i;
            int width = rows.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
            String cell = row.get(i);
            line.append(cell).append(i == row.size() - 1 ? "\n" : " ".repeat(width - cell.length() + 2));
        }
        return line.toString();
    }
}
