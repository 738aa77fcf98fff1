package dev.millrace.lab.goker;

import static dev.millrace.lab.goker.Kernel.deadlock;
import static dev.millrace.lab.goker.Kernel.wrong;
import static dev.millrace.lab.goker.Steps.lock;
import static dev.millrace.lab.goker.Steps.receive;
import static dev.millrace.lab.goker.Steps.send;
import static dev.millrace.lab.goker.Steps.set;
import static dev.millrace.lab.goker.Steps.waitFor;
import static dev.millrace.lab.goker.Steps.within;

import dev.millrace.lab.gallery.Claim;
import dev.millrace.lab.goker.Kernel.Bug;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Event;
import dev.millrace.sync.Hold;
import dev.millrace.sync.Lock;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;
import java.util.List;

/** Bugs that Istio had. */
final class Istio {
    private Istio() {
    }

    static List<Kernel> kernels() {
        return List.of(
                deadlock(Bug.MIXED_DEADLOCK, "istio_16224", Istio::handler, "handler", "test"),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "istio_17860", Istio::restart, "epoch"),
                wrong(Bug.DATA_RACE, "istio_8144", Istio::evictions, "an eviction was not counted"),
                wrong(Bug.DATA_RACE, "istio_8214", Istio::statistics, "more hits than reads"),
                wrong(Bug.DATA_RACE, "istio_16742", Istio::labels, "the labels are gone"),
                wrong(Bug.CHANNEL_MISUSE, "istio_8967", Istio::stopped, "the channel is gone"));
    }

    /** A handler reports under a lock that whoever hears the report takes first. The repair gives the report room. */
    private static void handler(boolean repaired) {
        Lock mutex = new Lock();
        Channel<Boolean> done = Channel.bounded(repaired ? 1 : 0);
        TaskGroup.run(group -> {
            group.start("test", () -> {
                lock(mutex).close();
                receive(done);
            });
            group.start("handler", () -> within(mutex, () -> send(done, true)));
        });
    }

    /** An agent ends when no epoch is active, and a later epoch reports to it. The repair gives the reports room. */
    private static void restart(boolean repaired) {
        Channel<Integer> ended = Channel.bounded(repaired ? 2 : 0);
        Shared<Integer> active = new Shared<>("active", 0);
        TaskGroup.run(group -> {
            group.start("agent", () -> {
                do {
                    receive(ended);
                } while (active.update(count -> count - 1) > 0);
            });
            for (int epoch = 0; epoch < 2; epoch++) {
                active.update(count -> count + 1);
                group.start("epoch", () -> send(ended, 1));
            }
        });
    }

    /** Two evictions count in a plain variable, and one is lost. The repair counts in one step. */
    private static void evictions(boolean repaired) {
        Shared<Integer> count = new Shared<>("count", 0);
        TaskGroup.run(group -> {
            for (int i = 0; i < 2; i++) {
                group.start("evict", () -> {
                    if (repaired) {
                        count.update(before -> before + 1);
                    } else {
                        count.set(count.get() + 1);
                    }
                });
                if (i == 0) {
                    count.get();
                    count.get();
                }
            }
        });
        Claim.that(count.get() == 2, "an eviction was not counted");
    }

    /** Statistics are copied value by value while they are counted. The repair locks both. */
    private static void statistics(boolean repaired) {
        Lock mutex = new Lock();
        Shared<Integer> reads = new Shared<>("reads", 0);
        Shared<Integer> hits = new Shared<>("hits", 0);
        TaskGroup.run(group -> {
            group.start("check", () -> {
                Hold counting = lock(mutex);
                if (!repaired) {
                    counting.close();
                }
                reads.update(count -> count + 1);
                hits.update(count -> count + 1);
                if (repaired) {
                    counting.close();
                }
            });
            group.start("statistics", () -> within(mutex, () -> {
                int copiedReads = reads.get();
                Claim.that(hits.get() <= copiedReads, "more hits than reads");
            }));
        });
    }

    /** The labels of a workload are taken away while its routes are built. The repair builds them of a copy. */
    private static void labels(boolean repaired) {
        Shared<Boolean> present = new Shared<>("present", true);
        TaskGroup.run(group -> {
            group.start("routes", () -> {
                boolean seen = present.get();
                if (seen) {
                    Claim.that(repaired ? seen : present.get(), "the labels are gone");
                }
            });
            Task.yieldNow();
            Task.yieldNow();
            group.start("update", () -> present.set(false));
        });
    }

    /** Stopping closes a channel and forgets it, and the loop looks for it then. The repair does not forget it. */
    private static void stopped(boolean repaired) {
        Shared<Boolean> present = new Shared<>("present", true);
        Event done = new Event();
        TaskGroup.run(group -> {
            group.start("loop", () -> {
                Claim.that(present.get(), "the channel is gone");
                waitFor(done);
            });
            group.start("stop", () -> {
                set(done);
                if (!repaired) {
                    present.set(false);
                }
            });
        });
    }
}
