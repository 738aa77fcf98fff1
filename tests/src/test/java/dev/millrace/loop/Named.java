package dev.millrace.loop;

import java.util.ArrayList;
import java.util.List;

/** A step or a task that can be told from others. */
final class Named extends LoopStep {
    private final String name;
    private final Runnable body;

    Named(String name, Runnable body) {
        this.name = name;
        this.body = body;
    }

    /** A step that makes itself ready again so many times, which is what a task that yields does. */
    static Named yielding(EventLoop loop, int times, Runnable each) {
        Named[] self = new Named[1];
        int[] left = {times};
        self[0] = new Named("yielding", () -> {
            each.run();
            if (left[0]-- > 0) {
                loop.core().makeReady(self[0]);
            }
        });
        loop.core().makeReady(self[0]);
        return self[0];
    }

    /** The names of steps that are linked by {@code next}. */
    static List<String> of(LoopStep oldest) {
        List<String> names = new ArrayList<>();
        for (LoopStep step = oldest; step != null; step = step.next) {
            names.add(step.toString());
        }
        return names;
    }

    @Override
    public void run() {
        body.run();
    }

    @Override
    public String toString() {
        return name;
    }
}
