package dev.millrace.testkit;

import dev.millrace.testkit.schedule.Access;
import dev.millrace.testkit.schedule.Choice;
import dev.millrace.testkit.schedule.Deviation;
import dev.millrace.testkit.schedule.Schedule;
import dev.millrace.testkit.schedule.Trace;
import java.util.ArrayList;
import java.util.List;

/** What has run in a world, and what was chosen. */
final class RunRecord {
    private final int limit;
    private final boolean keepsSteps;
    private final List<Trace.Step> steps = new ArrayList<>();
    private final List<Deviation> deviations = new ArrayList<>();
    private long hash;
    private int begun;
    /** Whose step runs; null between steps. */
    private Place current;
    private boolean ended;

    /** Makes an empty record, which refuses to go beyond so many steps. */
    RunRecord(int limit, boolean keepsSteps) {
        this.limit = limit;
        this.keepsSteps = keepsSteps;
    }

    /** Notes that an option was taken, without saying where. */
    void decided(int taken) {
        hash = Hash.mix(hash, taken);
    }

    /** Notes a decision. */
    void decided(Choice choice, int taken) {
        decided(taken);
        if (taken != 0) {
            deviations.add(new Deviation(choice.kind(), choice.where(), choice.ordinal(), taken));
        }
    }

    /**
     * Notes that a step begins.
     *
     * @throws StepLimit if it is one too many; nothing is recorded any longer
     */
    void begin(Place place, int cause, int option, int options) {
        if (begun == limit) {
            end();
            throw new StepLimit(limit);
        }
        Access access = place.takeNext();
        if (keepsSteps) {
            steps.add(new Trace.Step(place.path, place.steps, cause, access, option, options));
        }
        hash = Hash.mix(Hash.mix(hash, place.hash), place.steps);
        place.steps++;
        begun++;
        current = place;
    }

    /** Notes that the step has ended. */
    void pause() {
        current = null;
    }

    /** Returns the index of the step that runs; or {@link Trace#PHASE}. */
    int running() {
        return current == null ? Trace.PHASE : begun - 1;
    }

    /** Returns whose step runs; or what is given, between steps. */
    Place currentOr(Place other) {
        return current == null ? other : current;
    }

    /** Says what the calling task is about to do, in its next step. */
    void announce(Access access) {
        if (current != null) {
            current.next = access;
        }
    }

    /** Names a variable that the calling task makes. */
    String variable() {
        return current == null ? "shared" : current.variable();
    }

    void markBackground() {
        if (current != null) {
            current.markBackground();
        }
    }

    /** Ends the record: what runs from now on, to clean up, is not part of the run. */
    void end() {
        ended = true;
        current = null;
    }

    boolean hasEnded() {
        return ended;
    }

    long hash() {
        return hash;
    }

    Schedule schedule() {
        return Schedule.of(deviations);
    }

    Trace trace() {
        return new Trace(steps, hash);
    }

    /** The run took more steps than it was allowed. */
    static final class StepLimit extends IllegalStateException {
        private static final long serialVersionUID = 1;

        StepLimit(int steps) {
            super("not ended after " + steps + " steps");
        }
    }
}
