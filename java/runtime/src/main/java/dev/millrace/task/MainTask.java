package dev.millrace.task;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Timer;
import dev.millrace.loop.Watch;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * What the main task of a program does: it runs the body in the root group, and then ends what is left in the group.
 */
final class MainTask {
    private static final Duration SLOW = Duration.ofSeconds(5);

    private MainTask() {
    }

    static <T> T run(TaskGroup root, Callable<? extends T> body) {
        EventLoop loop = root.loop;
        Task<?> main = Task.current();
        Watch closing = loop.core().watch(main, () -> main.cancel("the loop is closed"));
        Suspension here = main.suspension();
        CancelScope around = root.enter(here);
        T value = null;
        Throwable thrown = null;
        try {
            value = body.call();
        } catch (Throwable e) {
            thrown = e;
            root.bodyFailed(e);
        }
        int before = root.failures.size();
        root.scope().cancel("the main task has ended");
        Timer slow = loop.timer(() -> reportSlow(root));
        slow.arm(SLOW);
        root.awaitChildren(here);
        slow.cancel();
        closing.cancel();
        root.leave(here, around);
        if (before == 0 && thrown == null) {
            root.failures.after(0).forEach(late ->
                    loop.core().report("a task failed after the main task has ended", late));
            return value;
        }
        root.failures.throwFirst();
        throw Failures.unchecked(thrown);
    }

    private static void reportSlow(TaskGroup root) {
        String what = "still running " + SLOW.toSeconds() + " s after the main task has ended";
        root.scope().inside().forEach(each -> root.loop.core().report(what, each.whereabouts()));
    }
}
