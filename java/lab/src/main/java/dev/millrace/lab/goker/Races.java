package dev.millrace.lab.goker;

import static dev.millrace.lab.goker.Kernel.deadlock;
import static dev.millrace.lab.goker.Kernel.wrong;
import static dev.millrace.lab.goker.Steps.lock;
import static dev.millrace.lab.goker.Steps.read;
import static dev.millrace.lab.goker.Steps.set;
import static dev.millrace.lab.goker.Steps.within;
import static dev.millrace.lab.goker.Steps.write;
import static dev.millrace.task.Task.await;

import dev.millrace.lab.gallery.Claim;
import dev.millrace.lab.goker.Kernel.Bug;
import dev.millrace.sync.Hold;
import dev.millrace.sync.Lock;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;
import java.util.List;

/** Bugs without a deadlock that Kubernetes and CockroachDB had. */
final class Races {
    private Races() {
    }

    static List<Kernel> kernels() {
        return List.of(
                wrong(Bug.CAPTURED_VARIABLE, "cockroach_35501", Races::checks, "a check was left out").naturally(),
                wrong(Bug.COUNT_MISUSE, "cockroach_4407", Races::stopper, "a worker began after the stop"),
                wrong(Bug.COUNT_MISUSE, "kubernetes_13058", Races::deletions, "more are done than were begun"),
                wrong(Bug.CAPTURED_VARIABLE, "kubernetes_70892", Races::priorities, "a result was made twice"),
                wrong(Bug.DATA_RACE, "kubernetes_49404", Races::called, "the handler was not called"),
                wrong(Bug.DATA_RACE, "kubernetes_81091", Races::filters, "a call was not counted"),
                wrong(Bug.DATA_RACE, "kubernetes_82239", Races::annotations, "a copy of half a change"),
                wrong(Bug.DATA_RACE, "kubernetes_82550", Races::provider, "the provider was made twice"),
                wrong(Bug.DATA_RACE, "kubernetes_88331", Races::heap, "popped from an empty queue"),
                wrong(Bug.DATA_RACE, "kubernetes_89164", Races::watchers, "a watcher was passed over"));
    }

    /** Each task of a loop reads the check that the loop is at. The repair gives each its own. */
    private static void checks(boolean repaired) {
        Shared<Integer> check = new Shared<>("check", 0);
        Shared<Integer> done = new Shared<>("done", 0);
        TaskGroup.run(group -> {
            for (int i = 0; i < 2; i++) {
                check.set(i);
                int own = i;
                group.start("validate", () -> {
                    int mine = repaired ? own : check.get();
                    done.update(set -> set | 1 << mine);
                });
            }
        });
        Claim.that(done.get() == 3, "a check was left out");
    }

    /** A worker is counted after those that are waited for were. The repair counts and stops under one lock. */
    private static void stopper(boolean repaired) {
        Lock mutex = new Lock();
        Shared<Boolean> stopped = new Shared<>("stopped", false);
        TaskGroup.run(group -> {
            group.start("gossip", () -> {
                Hold beginning = lock(mutex);
                if (!repaired) {
                    beginning.close();
                }
                if (!stopped.get()) {
                    Claim.that(!stopped.get(), "a worker began after the stop");
                }
                if (repaired) {
                    beginning.close();
                }
            });
            for (int i = 0; i < 3; i++) {
                Task.yieldNow();
            }
            group.start("stop", () -> within(mutex, () -> stopped.set(true)));
        });
    }

    /** A deletion is counted as done before it was counted as begun. The repair counts before the handler runs. */
    private static void deletions(boolean repaired) {
        WaitGroup deletions = new WaitGroup();
        TaskGroup.run(group -> {
            if (repaired) {
                deletions.add(1);
            }
            group.start("test", () -> {
                if (!repaired) {
                    deletions.add(1);
                }
                deletions.whenAllDone();
            });
            group.start("handler", deletions::done);
        });
    }

    /** Workers that go through all results write the same ones. The repair gives each worker its own. */
    private static void priorities(boolean repaired) {
        Shared<Boolean> made = new Shared<>("made", false);
        Shared<Integer> times = new Shared<>("times", 0);
        TaskGroup.run(group -> {
            for (int i = 0; i < 2; i++) {
                boolean mine = !repaired || i == 0;
                group.start("worker", () -> {
                    if (mine && !made.get()) {
                        made.set(true);
                        times.update(count -> count + 1);
                    }
                });
                Task.yieldNow();
                Task.yieldNow();
            }
        });
        Claim.that(times.get() == 1, "a result was made twice");
    }

    /** A test looks whether its handler was called, and does not wait for that. The repair waits. */
    private static void called(boolean repaired) {
        Shared<Boolean> called = new Shared<>("called", false);
        TaskGroup.run(group -> {
            Task<Void> handler = group.start("handler", () -> called.set(true));
            Task.yieldNow();
            if (repaired) {
                await(handler);
            }
            Claim.that(called.get(), "the handler was not called");
        });
    }

    /** What is made on first use is made by two that come at once. The repair locks both. */
    private static void provider(boolean repaired) {
        Lock mutex = new Lock();
        Shared<Integer> made = new Shared<>("made", 0);
        TaskGroup.run(group -> {
            for (int i = 0; i < 2; i++) {
                group.start("use", () -> {
                    Hold using = lock(mutex);
                    if (!repaired) {
                        using.close();
                    }
                    if (made.get() == 0) {
                        made.update(count -> count + 1);
                    }
                    if (repaired) {
                        using.close();
                    }
                });
                for (int step = 0; step < 3; step++) {
                    Task.yieldNow();
                }
            }
        });
        Claim.that(made.get() == 1, "the provider was made twice");
    }

    /** Nodes are filtered at once, and a plugin counts its calls in a plain variable. The repair counts in one step. */
    private static void filters(boolean repaired) {
        Shared<Integer> calls = new Shared<>("calls", 0);
        TaskGroup.run(group -> {
            for (int node = 0; node < 2; node++) {
                group.start("filter", () -> {
                    if (repaired) {
                        calls.update(count -> count + 1);
                    } else {
                        calls.set(calls.get() + 1);
                    }
                });
                Task.yieldNow();
                Task.yieldNow();
            }
        });
        Claim.that(calls.get() == 2, "a call was not counted");
    }

    /**
     * A volume is copied entry by entry while its annotations change. The repair changes a copy and puts it in place.
     */
    private static void annotations(boolean repaired) {
        Shared<List<Integer>> volume = new Shared<>("volume", List.of(1, 1));
        TaskGroup.run(group -> {
            group.start("test", () -> {
                if (!repaired) {
                    volume.set(List.of(2, 1));
                }
                volume.set(List.of(2, 2));
            });
            Task.yieldNow();
            Task.yieldNow();
            group.start("copy", () -> {
                List<Integer> copy = volume.get();
                Claim.that(copy.get(0).equals(copy.get(1)), "a copy of half a change");
            });
        });
    }

    /** The length of a queue is read without the lock under which it shrinks. The repair locks around both uses. */
    private static void heap(boolean repaired) {
        Lock mutex = new Lock();
        Shared<Integer> length = new Shared<>("length", 1);
        TaskGroup.run(group -> {
            group.start("pop", () -> {
                Hold popping = lock(mutex);
                if (!repaired) {
                    popping.close();
                }
                if (length.get() > 0) {
                    Claim.that(length.update(left -> left - 1) >= 0, "popped from an empty queue");
                }
                if (repaired) {
                    popping.close();
                }
            });
            for (int step = 0; step < 3; step++) {
                Task.yieldNow();
            }
            group.start("flush", () -> within(mutex, () -> {
                if (length.get() > 0) {
                    length.update(left -> left - 1);
                }
            }));
        });
    }

    /** Two dispatches use one buffer of watchers, which each empties first. The repair dispatches one at a time. */
    private static void watchers(boolean repaired) {
        Lock mutex = new Lock();
        Shared<Integer> buffered = new Shared<>("buffered", 0);
        TaskGroup.run(group -> {
            for (int i = 0; i < 2; i++) {
                group.start("dispatch", () -> {
                    Hold dispatching = lock(mutex);
                    buffered.set(0);
                    buffered.update(count -> count + 1);
                    if (!repaired) {
                        dispatching.close();
                    }
                    Claim.that(buffered.get() == 1, "a watcher was passed over");
                    if (repaired) {
                        dispatching.close();
                    }
                });
                for (int step = 0; step < 4; step++) {
                    Task.yieldNow();
                }
            }
        });
    }
}
