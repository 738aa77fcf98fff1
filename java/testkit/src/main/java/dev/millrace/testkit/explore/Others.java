package dev.millrace.testkit.explore;

import dev.millrace.testkit.schedule.Choice;
import java.util.Random;

/** What strategies that order steps do about the other choices. */
final class Others {
    private static final int FAULT_ODDS = 20;

    private final Random random;
    /** A run in which nothing else goes wrong shows what the order of steps does. */
    private final boolean natural;

    Others(Random random) {
        this.random = random;
        this.natural = random.nextBoolean();
    }

    int decide(Choice choice) {
        return natural ? 0 : any(choice, random);
    }

    /** Takes any option; of faults few, or nothing but faults would be seen. */
    static int any(Choice choice, Random random) {
        if (choice.kind() == Choice.Kind.FAULT && random.nextInt(FAULT_ODDS) > 0) {
            return 0;
        }
        return random.nextInt(choice.options());
    }
}
