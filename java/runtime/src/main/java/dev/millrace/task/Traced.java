package dev.millrace.task;

import dev.millrace.loop.LoopCore;
import dev.millrace.loop.Watch;

/**
 * Where a future was made, and whether somebody looked at its failure. A base class and not a field, because there is
 * one for every future, and one field for both, because it is needed for one thing at a time.
 */
abstract class Traced {
    /**
     * In debug mode and until the end, a {@link MadeHere}; after a failure that nobody looked at, the {@link Watch}
     * that notices when this is collected; null otherwise.
     */
    private Object trace;

    final void noteMade() {
        trace = new MadeHere();
    }

    /** Returns where this was made; null if that was not noted, or if this has ended. */
    final MadeHere made() {
        return trace instanceof MadeHere made ? made : null;
    }

    final void ended() {
        if (trace instanceof MadeHere made) {
            made.ended();
            trace = null;
        }
    }

    /** From now on this is watched: its failure is reported when it is collected and nobody has looked. */
    final void watchLost(LoopCore core, Throwable cause) {
        MadeHere made = made();
        trace = core.watch(this, () -> MadeHere.report(core, "a failed future that nobody looked at", made, cause));
    }

    final void looked() {
        if (trace instanceof Watch lost) {
            lost.cancel();
            trace = null;
        }
    }
}
