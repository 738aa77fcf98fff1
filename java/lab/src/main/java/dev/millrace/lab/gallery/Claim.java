package dev.millrace.lab.gallery;

/** What a program takes for granted. */
public final class Claim {
    private Claim() {
    }

    /** Fails with a message that tells one bug from another. */
    public static void that(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
