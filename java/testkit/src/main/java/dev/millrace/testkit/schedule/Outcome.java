package dev.millrace.testkit.schedule;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param kind in which way
 * @param category tells failures apart that are not the same mistake: the kind and, where there is one, the class of
 *     what was thrown and its message, with numbers left out
 * @param failure what was thrown
 */
public record Outcome(Kind kind, String category, Optional<Throwable> failure) {
    /** The ways to end. */
    public enum Kind {
        /** The program has returned, and left nothing behind. */
        PASSED,
        /** The program, or a task of it, has failed, or lost a failure. */
        FAILED,
        /** Everything waited, and nothing could have ended that. */
        DEADLOCK,
        /** The program has returned and left descriptors open. */
        LEAK,
        /** The program took more steps than it was allowed. */
        LIMIT
    }

    private static final Outcome GOOD = new Outcome(Kind.PASSED, "passed", Optional.empty());

    /** Makes an outcome. */
    public Outcome {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(category, "category");
        Objects.requireNonNull(failure, "failure");
    }

    /** Returns the outcome of a run that passed. */
    public static Outcome good() {
        return GOOD;
    }

    /** Makes the outcome of a run that ended by something thrown. */
    public static Outcome of(Kind kind, Throwable thrown) {
        String category = switch (kind) {
            case FAILED -> thrown.getClass().getName() + shape(thrown.getMessage());
            default -> kind.name().toLowerCase(Locale.ROOT);
        };
        return new Outcome(kind, category, Optional.of(thrown));
    }

    /** Leaves out what may differ between two runs into the same mistake. */
    private static String shape(String message) {
        return message == null ? "" : ": " + message.lines().findFirst().orElse("")
                .replaceAll("@[0-9a-f]+", "@").replaceAll("-?\\d+", "#");
    }

    /** Returns whether the run passed. */
    public boolean passed() {
        return kind == Kind.PASSED;
    }

    @Override
    public String toString() {
        return category;
    }
}
