package dev.millrace.task;

import java.util.concurrent.CompletionException;

/** How failures leave an await, a scope or a group: unchecked ones as they are, checked ones wrapped. */
final class Failures {

    private Failures() {
    }

    /** A failure in words, though its own may fail: they are a user's code. */
    static String text(Throwable failure) {
        try {
            return failure.toString();
        } catch (RuntimeException | Error e) {
            return failure.getClass().getName();
        }
    }

    /** Makes something of a failure that can be thrown anywhere; an Error is thrown at once. */
    static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new CompletionException(failure);
    }
}
