package dev.millrace.lab.goker;

import static dev.millrace.lab.goker.Kernel.deadlock;
import static dev.millrace.lab.goker.Kernel.refused;
import static dev.millrace.lab.goker.Steps.lock;
import static dev.millrace.lab.goker.Steps.read;
import static dev.millrace.lab.goker.Steps.receive;
import static dev.millrace.lab.goker.Steps.select;
import static dev.millrace.lab.goker.Steps.send;
import static dev.millrace.lab.goker.Steps.set;
import static dev.millrace.lab.goker.Steps.waitFor;
import static dev.millrace.lab.goker.Steps.within;
import static dev.millrace.lab.goker.Steps.write;

import dev.millrace.lab.goker.Kernel.Bug;
import dev.millrace.sync.Channel;
import dev.millrace.sync.ChannelClosedException;
import dev.millrace.sync.Event;
import dev.millrace.sync.Hold;
import dev.millrace.sync.Lock;
import dev.millrace.sync.RwLock;
import dev.millrace.sync.Select;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;
import java.util.List;

/** Deadlocks that CockroachDB had. */
final class Cockroach {
    private Cockroach() {
    }

    static List<Kernel> kernels() {
        return List.of(
                refused("cockroach_584", Cockroach::gossip).naturally(),
                refused("cockroach_9935", Cockroach::log).naturally(),
                refused("cockroach_3710", Cockroach::raftLog).naturally(),
                deadlock(Bug.RESOURCE_DEADLOCK, "cockroach_10214", Cockroach::heartbeats, "heartbeats",
                        "tick").naturally(),
                deadlock(Bug.RESOURCE_DEADLOCK, "cockroach_7504", Cockroach::leases, "acquire", "release").naturally(),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "cockroach_13197", Cockroach::transaction,
                        "awaitDone").naturally(),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "cockroach_10790", Cockroach::commands, "drain"),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "cockroach_18101", Cockroach::restore, "split").naturally(),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "cockroach_2448", Cockroach::callbacks, "raft",
                        "store").naturally(),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "cockroach_24808", Cockroach::compactor, "start").naturally(),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "cockroach_35073", Cockroach::outbox, "pusher"),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "cockroach_35931", Cockroach::flow, "cancel").naturally(),
                deadlock(Bug.MIXED_DEADLOCK, "cockroach_1462", Cockroach::transport, "transport"));
    }

    /** A loop is left with its lock held, and the next one asks for it. The repair releases it on the way out. */
    private static void gossip(boolean repaired) {
        Lock mutex = new Lock();
        TaskGroup.run(group -> group.start("gossip", () -> {
            Hold bootstrap = lock(mutex);
            if (repaired) {
                bootstrap.close();
            }
            lock(mutex).close();
        }));
    }

    /** A log that cannot make its file ends the program, which locks the log again. The repair unlocks before that. */
    private static void log(boolean repaired) {
        Lock mutex = new Lock();
        TaskGroup.run(group -> group.start("log", () -> {
            Hold output = lock(mutex);
            if (repaired) {
                output.close();
            }
            Hold exit = lock(mutex);
            exit.close();
        }));
    }

    /**
     * A scan reads under the lock and asks for the status, which reads under it again: a writer in between would stop
     * both. The repair asks for the status of the scan's own hold.
     */
    private static void raftLog(boolean repaired) {
        RwLock store = new RwLock();
        TaskGroup.run(group -> {
            group.start("scan", () -> {
                Hold scan = read(store);
                if (!repaired) {
                    read(store).close();
                }
                scan.close();
            });
            group.start("raft", () -> write(store).close());
        });
    }

    /**
     * Heartbeats lock the queue, then the replica; a tick the other way around. The repair lets go of the queue first.
     */
    private static void heartbeats(boolean repaired) {
        Lock coalesced = new Lock();
        Lock raft = new Lock();
        TaskGroup.run(group -> {
            group.start("heartbeats", () -> {
                Hold queue = lock(coalesced);
                if (repaired) {
                    queue.close();
                }
                lock(raft).close();
                if (!repaired) {
                    queue.close();
                }
            });
            group.start("tick", () -> {
                within(raft, () -> {
                    lock(coalesced).close();
                });
            });
        });
    }

    /** Acquiring locks the names, then the lease; releasing the other way around. The repair keeps to one order. */
    private static void leases(boolean repaired) {
        Lock names = new Lock();
        Lock lease = new Lock();
        TaskGroup.run(group -> {
            group.start("acquire", () -> {
                within(names, () -> {
                    lock(lease).close();
                });
            });
            group.start("release", () -> {
                within(repaired ? names : lease, () -> {
                    lock(repaired ? lease : names).close();
                });
            });
        });
    }

    /** A watcher waits for the end of a transaction that nobody ends. The repair rolls it back. */
    private static void transaction(boolean repaired) {
        Event done = new Event();
        TaskGroup.run(group -> {
            group.start("awaitDone", () -> waitFor(done));
            if (repaired) {
                set(done);
            }
        });
    }

    /**
     * After a cancel the commands are drained, although their senders may have given up as well. The repair drains
     * only what was sent.
     */
    private static void commands(boolean repaired) {
        Channel<String> commands = Channel.bounded(0);
        CancelScope sending = new CancelScope();
        CancelScope beginning = new CancelScope();
        TaskGroup.run(group -> {
            group.start("sender", () -> sending.run(() -> send(commands, "put")));
            group.start("begin", () -> {
                beginning.run(() -> receive(commands));
                if (beginning.isCancelled()) {
                    group.start("drain", () -> {
                        if (repaired) {
                            commands.tryReceive();
                        } else {
                            receive(commands);
                        }
                    });
                }
            });
            group.start("cancel", () -> {
                Task.yieldNow();
                sending.cancel();
                beginning.cancel();
            });
        });
    }

    /** A cancel ends whoever receives spans, and not whoever sends them. The repair cancels both. */
    private static void restore(boolean repaired) {
        Channel<Integer> spans = Channel.bounded(1);
        CancelScope receiving = new CancelScope();
        CancelScope sending = new CancelScope();
        TaskGroup.run(group -> {
            group.start("restore", () -> receiving.run(() -> {
                for (int i = 0; i < 3; i++) {
                    receive(spans);
                }
            }));
            group.start("split", () -> sending.run(() -> {
                for (int i = 0; i < 3; i++) {
                    send(spans, i);
                }
            }));
            group.start("cancel", () -> {
                Task.yieldNow();
                receiving.cancel();
                if (repaired) {
                    sending.cancel();
                }
            });
        });
    }

    /**
     * The raft looks for callbacks between the events that it sends, and the store for events between its callbacks:
     * both may be sending. The repair gives the callbacks room.
     */
    private static void callbacks(boolean repaired) {
        Channel<String> events = Channel.bounded(0);
        Channel<String> callbacks = Channel.bounded(repaired ? 2 : 0);
        TaskGroup.run(group -> {
            group.start("raft", () -> {
                int served = 0;
                for (int i = 0; i < 2; i++) {
                    Task.yieldNow();
                    served += callbacks.tryReceive().isPresent() ? 1 : 0;
                    send(events, "membership");
                }
                for (; served < 2; served++) {
                    receive(callbacks);
                }
            });
            group.start("store", () -> {
                for (int i = 0; i < 2; i++) {
                    receive(events);
                    send(callbacks, "applied");
                }
            });
        });
    }

    /** A compactor that was asked to run asks itself before its worker is there to hear it. The repair asks once. */
    private static void compactor(boolean repaired) {
        Channel<String> wishes = Channel.bounded(1);
        TaskGroup.run(group -> {
            send(wishes, "compact");
            group.start("start", () -> {
                if (repaired) {
                    wishes.trySend("compact");
                } else {
                    send(wishes, "compact");
                }
                group.start("worker", () -> receive(wishes));
            });
        });
    }

    /** An outbox ends and takes no more rows; whoever still pushes one waits for room. The repair refuses the rows. */
    private static void outbox(boolean repaired) {
        Channel<Integer> rows = Channel.bounded(1);
        Shared<Boolean> open = new Shared<>("open", true);
        TaskGroup.run(group -> {
            group.start("pusher", () -> {
                try {
                    for (int row = 0; row < 2; row++) {
                        if (open.get()) {
                            send(rows, row);
                        }
                    }
                } catch (ChannelClosedException e) {
                    // Nobody wants the rows any more.
                }
            });
            group.start("outbox", () -> {
                open.set(false);
                if (repaired) {
                    rows.cancel();
                }
            });
        });
    }

    /** A flow that is cancelled tells all its receivers, and waits for one that is full. The repair does not wait. */
    private static void flow(boolean repaired) {
        Channel<String> receiver = Channel.bounded(1);
        TaskGroup.run(group -> {
            send(receiver, "row");
            group.start("cancel", () -> {
                if (repaired) {
                    receiver.trySend("timed out");
                } else {
                    send(receiver, "timed out");
                }
            });
        });
    }

    /** Workers stop, and one sends an event after its receiver has stopped. The repair sends it or stops. */
    private static void transport(boolean repaired) {
        Channel<Integer> events = Channel.bounded(0);
        Event stop = new Event();
        TaskGroup.run(group -> {
            group.start("transport", () -> {
                for (int i = 0; i < 2 && !stop.isSet(); i++) {
                    if (repaired) {
                        select(Select.<Void>inOrder().send(events, i, () -> null).onEnd(stop.whenSet(), () -> null));
                    } else {
                        send(events, i);
                    }
                }
            });
            group.start("consumer", () -> {
                for (int taken = 0; taken == 0;) {
                    taken = select(Select.<Void>inOrder().receive(events, any -> null)
                            .onEnd(stop.whenSet(), () -> null));
                }
            });
            group.start("stop", () -> set(stop));
        });
    }
}
