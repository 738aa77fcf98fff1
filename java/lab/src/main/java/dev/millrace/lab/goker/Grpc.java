package dev.millrace.lab.goker;

import static dev.millrace.lab.goker.Kernel.abandoned;
import static dev.millrace.lab.goker.Kernel.closed;
import static dev.millrace.lab.goker.Kernel.deadlock;
import static dev.millrace.lab.goker.Kernel.wrong;
import static dev.millrace.lab.goker.Steps.lock;
import static dev.millrace.lab.goker.Steps.receive;
import static dev.millrace.lab.goker.Steps.select;
import static dev.millrace.lab.goker.Steps.send;
import static dev.millrace.lab.goker.Steps.set;
import static dev.millrace.lab.goker.Steps.waitFor;
import static dev.millrace.lab.goker.Steps.within;

import dev.millrace.lab.gallery.Claim;
import dev.millrace.lab.goker.Kernel.Bug;
import dev.millrace.sync.Channel;
import dev.millrace.sync.ChannelClosedException;
import dev.millrace.sync.Event;
import dev.millrace.sync.Hold;
import dev.millrace.sync.Lock;
import dev.millrace.sync.Select;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;
import java.util.List;

/** Bugs that gRPC's Go library had. */
final class Grpc {
    private Grpc() {
    }

    static List<Kernel> kernels() {
        return List.of(
                abandoned("grpc_3017", Grpc::abortedTimer, "the hold of Task timer[DONE]"),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "grpc_1275", Grpc::closedStream, "reader").naturally(),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "grpc_1424", Grpc::dial, "dial").naturally(),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "grpc_660", Grpc::benchmark, "call"),
                deadlock(Bug.MIXED_DEADLOCK, "grpc_1353", Grpc::roundRobin, "watch", "balance").naturally(),
                deadlock(Bug.MIXED_DEADLOCK, "grpc_1460", Grpc::keepalive, "keepalive", "stream"),
                wrong(Bug.DATA_RACE, "grpc_1748", Grpc::connectTimeout, "connected with the timeout of another test"),
                wrong(Bug.DATA_RACE, "grpc_3090", Grpc::resolver, "there is no resolver yet"),
                wrong(Bug.CHANNEL_MISUSE, "grpc_2371", Grpc::balancer, "the balancer is gone"),
                closed("grpc_1687", Grpc::statusTwice).naturally());
    }

    /** A timer that was stopped too late returns with the lock held. The repair unlocks on that path too. */
    private static void abortedTimer(boolean repaired) {
        Lock mutex = new Lock();
        Shared<Boolean> aborted = new Shared<>("aborted", false);
        TaskGroup.run(group -> {
            group.start("timer", () -> {
                Hold deleting = lock(mutex);
                if (!aborted.get() || repaired) {
                    deleting.close();
                }
            });
            group.start("connection", () -> {
                within(mutex, () -> {
                    aborted.set(true);
                });
                lock(mutex).close();
            });
        });
    }

    /** A stream is closed, and its reader is not told. The repair sends it a last message. */
    private static void closedStream(boolean repaired) {
        Channel<String> messages = Channel.bounded(1);
        TaskGroup.run(group -> {
            group.start("reader", () -> receive(messages));
            if (repaired) {
                send(messages, "closed");
            }
        });
    }

    /** A dial waits for a watcher that never says that it has ended. The repair says so. */
    private static void dial(boolean repaired) {
        Channel<String> addresses = Channel.bounded(0);
        Event done = new Event();
        TaskGroup.run(group -> {
            group.start("dial", () -> waitFor(done));
            group.start("watcher", () -> {
                try {
                    receive(addresses);
                } catch (ChannelClosedException e) {
                    if (repaired) {
                        set(done);
                    }
                }
            });
            addresses.close();
        });
    }

    /** A benchmark is stopped while a call is under way, which then reports to nobody. The repair gives it room. */
    private static void benchmark(boolean repaired) {
        Channel<Boolean> done = Channel.bounded(repaired ? 1 : 0);
        Event stop = new Event();
        TaskGroup.run(group -> {
            group.start("client", () -> {
                group.start("call", () -> send(done, true));
                select(Select.<Void>inOrder().receive(done, any -> null).onEnd(stop.whenSet(), () -> null));
            });
            group.start("stop", () -> set(stop));
        });
    }

    /**
     * Addresses are sent under the lock that the receiver needs for what it got before. The repair overwrites an
     * address that nobody has taken instead of waiting.
     */
    private static void roundRobin(boolean repaired) {
        Lock mutex = new Lock();
        Channel<String> addresses = Channel.bounded(repaired ? 1 : 0);
        TaskGroup.run(group -> {
            group.start("watch", () -> {
                for (int i = 0; i < 2; i++) {
                    within(mutex, () -> {
                        if (repaired) {
                            addresses.tryReceive();
                        }
                        send(addresses, "address");
                    });
                }
                addresses.close();
            });
            group.start("balance", () -> {
                try {
                    while (true) {
                        receive(addresses);
                        lock(mutex).close();
                    }
                } catch (ChannelClosedException e) {
                    // The watcher has ended.
                }
            });
        });
    }

    /** Keepalive sleeps under the lock that a new stream needs to awake it. The repair sleeps without, and has room. */
    private static void keepalive(boolean repaired) {
        Lock mutex = new Lock();
        Channel<Boolean> awake = Channel.bounded(repaired ? 1 : 0);
        Shared<Integer> streams = new Shared<>("streams", 0);
        TaskGroup.run(group -> {
            group.start("stream", () -> {
                within(mutex, () -> {
                    streams.set(1);
                    awake.trySend(true);
                });
            });
            group.start("keepalive", () -> {
                Hold looking = lock(mutex);
                boolean sleeps = streams.get() == 0;
                if (repaired) {
                    looking.close();
                }
                if (sleeps) {
                    receive(awake);
                }
                if (!repaired) {
                    looking.close();
                }
            });
        });
    }

    /** A test puts a setting back while its connection still reads it. The repair waits for the connection. */
    private static void connectTimeout(boolean repaired) {
        Shared<Integer> seconds = new Shared<>("seconds", 20);
        seconds.set(1);
        TaskGroup.run(group -> {
            Event connected = new Event();
            group.start("connection", () -> {
                Claim.that(seconds.get() == 1, "connected with the timeout of another test");
                connected.set();
            });
            group.start("test", () -> {
                if (repaired) {
                    waitFor(connected);
                }
                seconds.set(20);
            });
        });
    }

    /** A resolver polls as soon as it is made, and is stored only then. The repair locks until it is stored. */
    private static void resolver(boolean repaired) {
        Lock mutex = new Lock();
        Shared<String> resolver = new Shared<>("resolver", "");
        TaskGroup.run(group -> {
            Hold making = lock(mutex);
            group.start("poll", () -> {
                within(mutex, () -> {
                    Claim.that(!resolver.get().isEmpty(), "there is no resolver yet");
                });
            });
            if (!repaired) {
                making.close();
            }
            resolver.set("dns");
            if (repaired) {
                making.close();
            }
        });
    }

    /** A connection that is closed is given a new configuration for its balancer. The repair looks whether it is. */
    private static void balancer(boolean repaired) {
        Lock mutex = new Lock();
        Shared<Boolean> present = new Shared<>("present", true);
        TaskGroup.run(group -> {
            group.start("watcher", () -> {
                within(mutex, () -> {
                    if (!repaired || present.get()) {
                        Claim.that(present.get(), "the balancer is gone");
                    }
                });
            });
            group.start("close", () -> {
                within(mutex, () -> {
                    present.set(false);
                });
            });
        });
    }

    /**
     * Writing the status closes the channel, and a later write sends on it. The repair does not send after the close.
     */
    private static void statusTwice(boolean repaired) {
        Channel<String> writes = Channel.bounded(2);
        TaskGroup.run(group -> {
            group.start("status", () -> {
                send(writes, "status");
                writes.close();
            });
            group.start("write", () -> {
                Task.yieldNow();
                if (!repaired || !writes.isClosed()) {
                    writes.trySend("data");
                }
            });
        });
    }
}
