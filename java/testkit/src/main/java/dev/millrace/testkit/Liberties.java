package dev.millrace.testkit;

import dev.millrace.testkit.schedule.Choice.Kind;

/**
 * What a simulated kernel may do beyond the natural, as real ones do: move less than it could, report in another order,
 * report what has not changed. The options of the world must allow it, and then the decisions say when.
 */
final class Liberties {
    private static final int AMOUNTS = 3;

    private final Chance chance;
    private final WorldOptions options;
    private boolean calm;

    Liberties(Chance chance, WorldOptions options) {
        this.chance = chance;
        this.options = options;
    }

    /** Ends all liberties. */
    void end() {
        calm = true;
    }

    /** Returns whether descriptors remember who made them. */
    boolean tracesOrigins() {
        return options.leaksFail();
    }

    /** Returns how many bytes a call on a descriptor moves that could move so many: all, half, or one. */
    int amount(int most, String host, int fd) {
        if (calm || !options.shortTransfers() || most < 2) {
            return most;
        }
        return switch (chance.choose(Kind.AMOUNT, host + " fd " + fd, AMOUNTS)) {
            case 0 -> most;
            case 1 -> most / 2;
            default -> 1;
        };
    }

    boolean reportsInAnyOrder() {
        return !calm && options.reportsInAnyOrder();
    }

    /** Returns which of so many descriptors of a host is reported next. */
    int report(int many, String host) {
        return chance.choose(Kind.REPORT, host, many);
    }

    boolean reportsSpuriously() {
        return !calm && options.spuriousReports();
    }

    /** Returns which of so many descriptors of a host is reported without a change; negative if none is. */
    int spurious(int many, String host) {
        return chance.choose(Kind.FAULT, host + " report", many + 1) - 1;
    }
}
