package dev.millrace.task;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;

/** How failures leave an await, a scope or a group: unchecked ones as they are, checked ones wrapped. */
final class Failures {

    private Failures() {
    }

    /** Returns a failure as text; the name of its class if its toString, which is user code, throws. */
    static String text(Throwable failure) {
        try {
            return failure.toString();
        } catch (RuntimeException | Error e) {
            return failure.getClass().getName();
        }
    }

    /** Returns the cause of a failure; null if there is none, or if its getCause, which is user code, throws. */
    static Throwable causeOf(Throwable failure) {
        try {
            return failure.getCause();
        } catch (RuntimeException | Error e) {
            return null;
        }
    }

    /** Returns a failure as it was before it was wrapped to pass through an await or a stage. */
    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? causeOf(failure) : null;
        return cause == null ? failure : cause;
    }

    /** Returns a failure as seen from outside its scope: a cancel is a failure there. */
    static Throwable outsideOfScopes(Throwable failure) {
        return failure instanceof Cancelled cancelled ? cancelled.asFailure() : failure;
    }

    /** Returns an exception that can be thrown anywhere for a failure; an Error is thrown at once. */
    static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new CompletionException(failure);
    }

    /** Suppresses a failure in another, once, and not if that would make a circle. */
    static void suppress(Throwable first, Throwable other) {
        boolean already = Arrays.stream(first.getSuppressed()).anyMatch(each -> each == other);
        if (!already && !contains(other, first)) {
            first.addSuppressed(other);
        }
    }

    private static boolean contains(Throwable outer, Throwable wanted) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        ArrayDeque<Throwable> left = new ArrayDeque<>(List.of(outer));
        for (Throwable each; (each = left.poll()) != null;) {
            if (each == wanted) {
                return true;
            }
            if (seen.add(each)) {
                left.addAll(List.of(each.getSuppressed()));
                Throwable cause = causeOf(each);
                if (cause != null) {
                    left.add(cause);
                }
            }
        }
        return false;
    }
}
