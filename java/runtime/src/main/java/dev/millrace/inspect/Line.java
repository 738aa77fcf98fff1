package dev.millrace.inspect;

import dev.millrace.task.Coroutines;
import java.util.Locale;

/** What a dump says of one task. */
final class Line {
    private static final double NANOS_PER_SECOND = 1e9;

    private Line() {
    }

    static String name(Coroutines.Snapshot each) {
        return each.task().taskName().orElse("(task)");
    }

    /** Returns what a task does, since when, and where. */
    static String doing(long now, Coroutines.Snapshot each) {
        String made = each.madeAt().isEmpty() ? "" : ", made" + Coroutines.Snapshot.place(each.madeAt());
        return each.doing() + since(now, each) + Coroutines.Snapshot.place(each.stack()) + made;
    }

    private static String since(long now, Coroutines.Snapshot each) {
        return switch (each.state()) {
            case SUSPENDED, LEAVING_GROUP -> ", since " + seconds(now, each);
            default -> "";
        };
    }

    /** Returns for how long a task has been suspended. */
    static String seconds(long now, Coroutines.Snapshot each) {
        return String.format(Locale.ROOT, "%.3f s", (now - each.sinceNanos()) / NANOS_PER_SECOND);
    }
}
