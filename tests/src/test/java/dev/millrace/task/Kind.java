package dev.millrace.task;

import java.util.function.Supplier;
import org.opentest4j.TestAbortedException;

/** What tasks can be made of; a test of a kind that this JDK does not have is skipped, and says why. */
enum Kind {
    LOOP_SCHEDULED("loop-scheduled", Coroutines::loopScheduled),
    BATON_ON_VIRTUAL_THREADS("baton on virtual threads", Coroutines::baton),
    BATON_ON_PLATFORM_THREADS("baton on platform threads", Coroutines::batonOnPlatformThreads);

    private final String title;
    private final Supplier<Coroutines> maker;

    Kind(String title, Supplier<Coroutines> maker) {
        this.title = title;
        this.maker = maker;
    }

    Coroutines coroutines() {
        Coroutines made;
        try {
            made = maker.get();
        } catch (UnsupportedOperationException e) {
            throw new TestAbortedException(title + ": " + e.getMessage());
        }
        if (!made.kind().equals(title)) {
            throw new TestAbortedException(title + ": this JDK makes it a " + made.kind());
        }
        return made;
    }

    /** How many tasks are many: a platform thread each is dear. */
    int many() {
        return this == LOOP_SCHEDULED ? 10_000 : 1_000;
    }

    @Override
    public String toString() {
        return title;
    }
}
