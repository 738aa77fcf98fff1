package dev.millrace.testkit.explore;

import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Run;
import java.util.Random;

/** Makes up the schedules of one exploration, one after the other, and may learn from what came of them. */
public interface Strategy {
    /** Returns the decisions of the next run; they are used for one run only. */
    Decisions next(Random random);

    /** Is told what came of a run: of this strategy's, or of another one's in the same exploration. */
    default void learn(Run run) {
    }
}
