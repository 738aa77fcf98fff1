package dev.millrace.lab.goker;

import static dev.millrace.lab.goker.Kernel.closed;
import static dev.millrace.lab.goker.Kernel.deadlock;
import static dev.millrace.lab.goker.Kernel.refused;
import static dev.millrace.lab.goker.Kernel.wrong;
import static dev.millrace.lab.goker.Steps.lock;
import static dev.millrace.lab.goker.Steps.read;
import static dev.millrace.lab.goker.Steps.receive;
import static dev.millrace.lab.goker.Steps.send;
import static dev.millrace.lab.goker.Steps.set;
import static dev.millrace.lab.goker.Steps.waitFor;
import static dev.millrace.lab.goker.Steps.within;
import static dev.millrace.lab.goker.Steps.write;
import static dev.millrace.task.Task.await;

import dev.millrace.lab.gallery.Claim;
import dev.millrace.lab.goker.Kernel.Bug;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Event;
import dev.millrace.sync.Hold;
import dev.millrace.sync.Lock;
import dev.millrace.sync.RwLock;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;
import java.util.List;

/** Bugs that Knative Serving, Hugo and Syncthing had. */
final class Serving {
    private Serving() {
    }

    static List<Kernel> kernels() {
        return List.of(
                deadlock(Bug.MIXED_DEADLOCK, "serving_2137", Serving::breaker, "request", "test"),
                deadlock(Bug.RESOURCE_DEADLOCK, "hugo_3251", Serving::addresses, "load"),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "syncthing_5795", Serving::dispatcher, "dispatcher").naturally(),
                refused("syncthing_4829", Serving::mapping).naturally(),
                closed("serving_3068", Serving::pool),
                closed("serving_5865", Serving::watcher),
                wrong(Bug.DATA_RACE, "serving_3148", Serving::reactors, "a reactor was passed over"),
                wrong(Bug.DATA_RACE, "serving_4908", Serving::logger, "a log after the end of the test"));
    }

    /** The first request is let go and waited for, while the second has the only place. The repair lets both go. */
    private static void breaker(boolean repaired) {
        Channel<String> places = Channel.bounded(1);
        Event[] allowed = {new Event(), new Event()};
        Event[] accepted = {new Event(), new Event()};
        TaskGroup.run(group -> {
            for (int i = 0; i < 2; i++) {
                int own = i;
                group.start("request", () -> {
                    send(places, "active");
                    waitFor(allowed[own]);
                    receive(places);
                    accepted[own].set();
                });
            }
            group.start("test", () -> {
                for (int i = 0; i < 2; i++) {
                    allowed[i].set();
                    if (!repaired) {
                        waitFor(accepted[i]);
                    }
                }
            });
        });
    }

    /**
     * The lock of an address is waited for under the lock of all addresses, which its owner needs to release it. The
     * repair lets go of the common lock first.
     */
    private static void addresses(boolean repaired) {
        Lock all = new Lock();
        Lock one = new Lock();
        TaskGroup.run(group -> {
            for (int i = 0; i < 2; i++) {
                group.start("load", () -> {
                    Hold common = lock(all);
                    if (repaired) {
                        common.close();
                    }
                    Hold own = lock(one);
                    if (!repaired) {
                        common.close();
                    }
                    within(all, own::close);
                });
                Task.yieldNow();
                Task.yieldNow();
                Task.yieldNow();
                Task.yieldNow();
            }
        });
    }

    /**
     * A message makes the dispatcher close its connection, which waits for the dispatcher. The repair does not wait.
     */
    private static void dispatcher(boolean repaired) {
        Channel<String> inbox = Channel.bounded(1);
        Event stopped = new Event();
        TaskGroup.run(group -> {
            group.start("dispatcher", () -> {
                receive(inbox);
                if (repaired) {
                    group.start("close", () -> waitFor(stopped));
                } else {
                    waitFor(stopped);
                }
                stopped.set();
            });
            send(inbox, "configuration");
        });
    }

    /** Addresses are cleared under a lock, and the notice of it reads under it again. The repair unlocks before. */
    private static void mapping(boolean repaired) {
        RwLock mapping = new RwLock();
        TaskGroup.run(group -> group.start("clear", () -> {
            Hold clearing = write(mapping);
            if (repaired) {
                clearing.close();
            }
            read(mapping).close();
        }));
    }

    /** Work is given to a pool that no longer takes any. The repair looks whether it does. */
    private static void pool(boolean repaired) {
        Channel<Integer> work = Channel.bounded(3);
        TaskGroup.run(group -> {
            group.start("go", () -> {
                for (int i = 0; i < 2; i++) {
                    Task.yieldNow();
                    if (!repaired || !work.isClosed()) {
                        work.trySend(i);
                    }
                }
            });
            group.start("wait", () -> {
                for (int patience = 0; patience < 3; patience++) {
                    Task.yieldNow();
                }
                work.close();
            });
        });
    }

    /** A watcher that ends closes a channel that others send on. The repair lets the sender close it. */
    private static void watcher(boolean repaired) {
        Channel<String> destinations = Channel.bounded(1);
        TaskGroup.run(group -> {
            group.start("update", () -> {
                send(destinations, "endpoint");
                if (repaired) {
                    destinations.close();
                }
            });
            group.start("watcher", () -> {
                Task.yieldNow();
                if (!repaired) {
                    destinations.close();
                }
            });
        });
    }

    /** A reactor is put before the others while an action goes through them by number. The repair locks both. */
    private static void reactors(boolean repaired) {
        Lock mutex = new Lock();
        Shared<List<String>> chain = new Shared<>("chain", List.of("create", "any"));
        TaskGroup.run(group -> {
            group.start("prepend", () -> within(mutex, () -> chain.set(List.of("update", "create", "any"))));
            Task.yieldNow();
            group.start("invoke", () -> {
                Hold invoking = lock(mutex);
                if (!repaired) {
                    invoking.close();
                }
                String first = chain.get().get(0);
                Claim.that(!chain.get().get(1).equals(first), "a reactor was passed over");
                if (repaired) {
                    invoking.close();
                }
            });
        });
    }

    /** A task of a test logs after the test has ended. The repair ends the task with the test. */
    private static void logger(boolean repaired) {
        Shared<Boolean> running = new Shared<>("running", true);
        TaskGroup.run(group -> {
            Task<Void> check = group.start("check", () ->
                    Claim.that(running.get(), "a log after the end of the test"));
            if (repaired) {
                await(check);
            }
            Task.yieldNow();
            running.set(false);
        });
    }
}
