package dev.millrace.lab.goker;

import static dev.millrace.lab.goker.Kernel.abandoned;
import static dev.millrace.lab.goker.Kernel.deadlock;
import static dev.millrace.lab.goker.Kernel.refused;
import static dev.millrace.lab.goker.Kernel.wrong;
import static dev.millrace.lab.goker.Steps.lock;
import static dev.millrace.lab.goker.Steps.read;
import static dev.millrace.lab.goker.Steps.receive;
import static dev.millrace.lab.goker.Steps.select;
import static dev.millrace.lab.goker.Steps.send;
import static dev.millrace.lab.goker.Steps.set;
import static dev.millrace.lab.goker.Steps.waitFor;
import static dev.millrace.lab.goker.Steps.within;
import static dev.millrace.lab.goker.Steps.write;

import dev.millrace.lab.gallery.Claim;
import dev.millrace.lab.goker.Kernel.Bug;
import dev.millrace.sync.Channel;
import dev.millrace.sync.ChannelClosedException;
import dev.millrace.sync.Event;
import dev.millrace.sync.Hold;
import dev.millrace.sync.Lock;
import dev.millrace.sync.RwLock;
import dev.millrace.sync.Select;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;
import java.util.List;

/** Bugs that etcd had. */
final class Etcd {
    private Etcd() {
    }

    static List<Kernel> kernels() {
        return List.of(
                refused("etcd_10492", Etcd::checkpoint).naturally(),
                abandoned("etcd_5509", Etcd::closedClient, "the shared hold of Task get[DONE]"),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "etcd_6857", Etcd::status, "status"),
                deadlock(Bug.MIXED_DEADLOCK, "etcd_6873", Etcd::broadcasts, "stop", "loop"),
                deadlock(Bug.MIXED_DEADLOCK, "etcd_7492", Etcd::tokens, "keeper", "assign").naturally(),
                deadlock(Bug.MIXED_DEADLOCK, "etcd_7902", Etcd::election, "leader", "follower"),
                wrong(Bug.DATA_RACE, "etcd_8194", Etcd::revokeRate, "more leases than there are").naturally(),
                wrong(Bug.DATA_RACE, "etcd_9446", Etcd::readBuffer, "the bucket went away while it was read")
                        .naturally(),
                wrong(Bug.CHANNEL_MISUSE, "etcd_3077", Etcd::stopEarly, "stopped before there was a channel"));
    }

    /** Renewing a lease calls back under the lock, and the callback locks. The repair calls back without it. */
    private static void checkpoint(boolean repaired) {
        Lock lessor = new Lock();
        TaskGroup.run(group -> group.start("renew", () -> {
            Hold renewing = lock(lessor);
            if (repaired) {
                renewing.close();
            }
            lock(lessor).close();
        }));
    }

    /** Whoever finds the client closed returns with its lock held to read. The repair unlocks on that path too. */
    private static void closedClient(boolean repaired) {
        RwLock client = new RwLock();
        Shared<Boolean> closed = new Shared<>("closed", false);
        TaskGroup.run(group -> {
            group.start("get", () -> {
                Hold getting = read(client);
                if (!closed.get() || repaired) {
                    getting.close();
                }
            });
            group.start("close", () -> {
                Hold closing = write(client);
                closed.set(true);
                closing.close();
                write(client).close();
            });
        });
    }

    /** A node that has stopped is asked for its status, and hears nothing. The repair asks it or sees the end. */
    private static void status(boolean repaired) {
        Channel<Channel<String>> asked = Channel.bounded(0);
        Event stop = new Event();
        Event done = new Event();
        TaskGroup.run(group -> {
            group.start("node", () -> {
                Select<Void> next = Select.<Void>inOrder().receive(asked, answer -> null)
                        .onEnd(stop.whenSet(), () -> null);
                select(next);
                done.set();
            });
            group.start("status", () -> {
                Channel<String> answer = Channel.bounded(1);
                if (repaired) {
                    select(Select.<Void>inOrder().send(asked, answer, () -> null).onEnd(done.whenSet(), () -> null));
                } else {
                    send(asked, answer);
                }
            });
            group.start("stop", () -> set(stop));
        });
    }

    /**
     * Stopping holds the lock until the loop ends, which needs the lock for its last update. The repair unlocks first.
     */
    private static void broadcasts(boolean repaired) {
        Lock mutex = new Lock();
        Channel<String> updates = Channel.bounded(1);
        Event done = new Event();
        TaskGroup.run(group -> {
            group.start("loop", () -> {
                try {
                    while (true) {
                        receive(updates);
                        lock(mutex).close();
                    }
                } catch (ChannelClosedException e) {
                    done.set();
                }
            });
            send(updates, "update");
            group.start("stop", () -> {
                Hold stopping = lock(mutex);
                updates.close();
                if (repaired) {
                    stopping.close();
                }
                waitFor(done);
                if (!repaired) {
                    stopping.close();
                }
            });
        });
    }

    /**
     * Tokens are handed to their keeper under the lock that it needs to forget one. The repair hands them without it.
     */
    private static void tokens(boolean repaired) {
        Lock mutex = new Lock();
        Channel<String> added = Channel.bounded(1);
        TaskGroup.run(group -> {
            group.start("keeper", () -> {
                for (int i = 0; i < 3; i++) {
                    receive(added);
                    lock(mutex).close();
                }
            });
            for (int i = 0; i < 3; i++) {
                group.start("assign", () -> {
                    Hold assigning = lock(mutex);
                    if (repaired) {
                        assigning.close();
                    }
                    send(added, "token");
                    if (!repaired) {
                        assigning.close();
                    }
                });
            }
        });
    }

    /**
     * A follower waits for the next round under the lock that the leader needs to begin it. The repair waits without.
     */
    private static void election(boolean repaired) {
        Lock mutex = new Lock();
        Event next = new Event();
        TaskGroup.run(group -> {
            group.start("leader", () -> {
                within(mutex, () -> {
                    next.set();
                });
            });
            group.start("follower", () -> {
                Hold releasing = lock(mutex);
                if (repaired) {
                    releasing.close();
                }
                waitFor(next);
                if (!repaired) {
                    releasing.close();
                }
            });
        });
    }

    /** The rate is read twice, and a test changes it in between. The repair reads it once. */
    private static void revokeRate(boolean repaired) {
        Shared<Integer> rate = new Shared<>("rate", 4);
        int leases = 6;
        TaskGroup.run(group -> {
            group.start("lessor", () -> {
                int before = rate.get();
                if (leases > before) {
                    int taken = repaired ? before : rate.get();
                    Claim.that(taken <= leases, "more leases than there are");
                }
            });
            group.start("test", () -> rate.set(10));
        });
    }

    /** A transaction is reset while its buffer is read. The repair locks both. */
    private static void readBuffer(boolean repaired) {
        Lock mutex = new Lock();
        Shared<Boolean> bucket = new Shared<>("bucket", true);
        TaskGroup.run(group -> {
            group.start("range", () -> {
                Hold reading = lock(mutex);
                if (!repaired) {
                    reading.close();
                }
                if (bucket.get()) {
                    Claim.that(bucket.get(), "the bucket went away while it was read");
                }
                if (repaired) {
                    reading.close();
                }
            });
            group.start("reset", () -> {
                within(mutex, () -> {
                    bucket.set(false);
                });
            });
        });
    }

    /** A node makes its channel when it runs, and may be stopped before. The repair makes it beforehand. */
    private static void stopEarly(boolean repaired) {
        Shared<Boolean> made = new Shared<>("made", repaired);
        TaskGroup.run(group -> {
            group.start("node", () -> made.set(true));
            group.start("stop", () -> Claim.that(made.get(), "stopped before there was a channel"));
        });
    }
}
