package dev.millrace.testkit.schedule;

import java.util.Objects;

/**
 * A step that is ready, and may be chosen to run next.
 *
 * @param path the path of its task
 * @param number the how-manieth step this is at that path, from 0
 * @param access what it is about to do to a marked variable
 */
public record Candidate(String path, int number, Access access) {
    /** Makes a candidate. */
    public Candidate {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(access, "access");
    }
}
