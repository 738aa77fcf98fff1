package dev.millrace.task;

import java.util.concurrent.Callable;

/** The task-local values that are bound in a place of a task: the innermost one, and those around it. */
record Bindings(Task.Local<?> local, Object value, Bindings around) {

    /** Returns the value that is bound for a task-local; null if none is. */
    static Object find(Bindings innermost, Task.Local<?> local) {
        for (Bindings each = innermost; each != null; each = each.around) {
            if (each.local == local) {
                return each.value;
            }
        }
        return null;
    }

    /** Runs a body in the calling task where one more value is bound. */
    static <T> T call(Task.Local<?> local, Object value, Callable<T> body) {
        Suspension here = Suspension.current();
        Bindings around = here.bindings;
        here.bindings = new Bindings(local, value, around);
        try {
            return body.call();
        } catch (Throwable e) {
            throw Failures.unchecked(here.cancelledBy(e));
        } finally {
            here.bindings = around;
        }
    }

    /** Returns what the calling task has bound where it is now; null for nothing, and outside of tasks. */
    static Bindings here(Object mounted) {
        return mounted instanceof Suspension caller ? caller.bindings : null;
    }
}
