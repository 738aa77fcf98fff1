package dev.millrace.lab.gallery;

import dev.millrace.task.Task;
import java.util.List;

/** Bugs that programs on an event loop have, though no two of their tasks ever run at once. */
public final class LoopBugs {
    private LoopBugs() {
    }

    /** Returns the programs, none of which fails in the natural order. */
    public static List<Program> programs() {
        return List.of(
                new Program("lost-wakeup", LostWakeup::run, "deadlock", false),
                new Program("check-then-act", CheckThenAct::run, "leak", false),
                claim("double-close", DoubleClose::run, "the buffer is in the pool twice"),
                claim("forgotten-cancel", ForgottenCancel::run, "results for an older text"),
                new Program("closed-by-another", ClosedByAnother::run,
                        "dev.millrace.io.ClosedException: tcp #.#.#.#:# fd # (closed): we closed it", false),
                claim("wrong-owner", WrongOwner::run, "two jobs run at once"),
                claim("late-timeout", LateTimeout::run, "ordered twice"),
                claim("mixed-answers", MixedAnswers::run, "the answer to another request"));
    }

    private static Program claim(String name, Task.Body body, String otherwise) {
        return new Program(name, body, "java.lang.AssertionError: " + otherwise, false);
    }
}
