package dev.millrace.lab.gallery;

import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;

/** Programs of plain variables and atomic ones. */
final class Unlocked {
    private Unlocked() {
    }

    /** A driver is used after it was stopped: a request finds it open, then it stops, then the request is counted. */
    static void bluetooth() {
        Shared<Integer> pending = new Shared<>("pending", 1);
        Shared<Boolean> stopping = new Shared<>("stopping", false);
        Shared<Boolean> drained = new Shared<>("drained", false);
        Shared<Boolean> stopped = new Shared<>("stopped", false);
        TaskGroup.run(group -> {
            group.start("stop", () -> {
                stopping.set(true);
                leave(pending, drained);
                if (drained.get()) {
                    stopped.set(true);
                }
            });
            group.start("request", () -> {
                if (!stopping.get()) {
                    pending.update(count -> count + 1);
                    Claim.that(!stopped.get(), "a request after the stop");
                }
                leave(pending, drained);
            });
        });
    }

    private static void leave(Shared<Integer> pending, Shared<Boolean> drained) {
        if (pending.update(count -> count - 1) == 0) {
            drained.set(true);
        }
    }

    /** Two variables are set one after the other, and a check comes between: after the first set, before any second. */
    static Task.Body reorder(int setters, int checkers) {
        return () -> {
            Shared<Integer> one = new Shared<>("one", 0);
            Shared<Integer> other = new Shared<>("other", 0);
            TaskGroup.run(group -> {
                for (int i = 0; i < setters; i++) {
                    group.start("setter", () -> {
                        one.set(1);
                        other.set(-1);
                    });
                }
                for (int i = 0; i < checkers; i++) {
                    group.start("check", () -> Claim.that(one.get() == 0 && other.get() == 0
                            || one.get() == 1 && other.get() == -1, "one is set without the other"));
                }
            });
        };
    }

    /** Three tasks hand a number on, and all agree only if they run in the order of the ring. */
    static void tokenRing() {
        Shared<Ring> ring = new Shared<>("ring", new Ring(1, 2, 1, 0));
        TaskGroup.run(group -> {
            group.start(() -> ring.update(at -> new Ring((at.third + 1) % 4, at.second, at.third, at.done | 1)));
            group.start(() -> ring.update(at -> new Ring(at.first, at.first, at.third, at.done | 2)));
            group.start(() -> ring.update(at -> new Ring(at.first, at.second, at.second, at.done | 4)));
            group.start("check", () -> Claim.that(ring.get().isRight(), "the ring does not agree"));
        });
    }

    /** Each of the three reads and writes it in one step; bit k of {@code done} says that task k has. */
    private record Ring(int first, int second, int third, int done) {
        boolean isRight() {
            return done != 7 || first == second && second == third;
        }
    }
}
