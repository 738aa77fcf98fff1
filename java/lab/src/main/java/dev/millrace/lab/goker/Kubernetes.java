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
import static dev.millrace.task.Task.await;

import dev.millrace.lab.goker.Kernel.Bug;
import dev.millrace.sync.Channel;
import dev.millrace.sync.ChannelClosedException;
import dev.millrace.sync.Event;
import dev.millrace.sync.Hold;
import dev.millrace.sync.Lock;
import dev.millrace.sync.RwLock;
import dev.millrace.sync.Select;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;
import java.time.Duration;
import java.util.List;

/** Deadlocks that Kubernetes had. */
final class Kubernetes {
    private Kubernetes() {
    }

    static List<Kernel> kernels() {
        return List.of(
                refused("kubernetes_62464", Kubernetes::cpuSets).naturally(),
                deadlock(Bug.RESOURCE_DEADLOCK, "kubernetes_30872", Kubernetes::informer, "synced", "pop"),
                deadlock(Bug.RESOURCE_DEADLOCK, "kubernetes_58107", Kubernetes::quota, "first", "second", "sync"),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "kubernetes_25331", Kubernetes::watchError, "run").naturally(),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "kubernetes_38669", Kubernetes::initial, "process").naturally(),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "kubernetes_5316", Kubernetes::request, "handler").naturally(),
                deadlock(Bug.MIXED_DEADLOCK, "kubernetes_10182", Kubernetes::podStatus, "sync", "set"),
                deadlock(Bug.MIXED_DEADLOCK, "kubernetes_1321", Kubernetes::mux, "distribute", "stop").naturally(),
                deadlock(Bug.MIXED_DEADLOCK, "kubernetes_26980", Kubernetes::listener, "pop", "add"),
                deadlock(Bug.MIXED_DEADLOCK, "kubernetes_6632", Kubernetes::frames, "monitor", "write"));
    }

    /** A state that is being read is read again under the same lock. The repair reads it under the one hold. */
    private static void cpuSets(boolean repaired) {
        RwLock state = new RwLock();
        TaskGroup.run(group -> {
            group.start("reconcile", () -> {
                Hold reading = read(state);
                if (!repaired) {
                    read(state).close();
                }
                reading.close();
            });
            group.start("remove", () -> write(state).close());
        });
    }

    /**
     * The informer is locked, then its queue; a worker locks the queue and calls the informer. The repair unlocks it.
     */
    private static void informer(boolean repaired) {
        Lock informer = new Lock();
        Lock queue = new Lock();
        TaskGroup.run(group -> {
            group.start("synced", () -> within(informer, () -> lock(queue).close()));
            Task.yieldNow();
            Task.yieldNow();
            group.start("pop", () -> {
                Hold popping = lock(queue);
                if (repaired) {
                    popping.close();
                }
                lock(informer).close();
                if (!repaired) {
                    popping.close();
                }
            });
        });
    }

    /**
     * A worker waits for work while it has the lock to read. Another one would give it work, but a writer waits for the
     * first, and nobody reads past a writer. The repair waits for work without the lock.
     */
    private static void quota(boolean repaired) {
        RwLock workers = new RwLock();
        Channel<String> missing = Channel.bounded(1);
        TaskGroup.run(group -> {
            group.start("first", () -> {
                Hold working = read(workers);
                if (repaired) {
                    working.close();
                }
                receive(missing);
                if (!repaired) {
                    working.close();
                }
            });
            group.start("second", () -> {
                Hold working = read(workers);
                send(missing, "usage");
                working.close();
            });
            Task.yieldNow();
            group.start("sync", () -> write(workers).close());
        });
    }

    /** A watch that fails sends its error to whoever has stopped it. The repair sends it or sees that. */
    private static void watchError(boolean repaired) {
        Channel<String> results = Channel.bounded(0);
        Channel<String> errors = Channel.bounded(0);
        Event cancelled = new Event();
        TaskGroup.run(group -> {
            group.start("run", () -> {
                String error = receive(errors);
                if (repaired) {
                    select(Select.<Void>inOrder().send(results, error, () -> null)
                            .onEnd(cancelled.whenSet(), () -> null));
                } else {
                    send(results, error);
                }
            });
            group.start("stop", () -> {
                send(errors, "failed");
                set(cancelled);
            });
        });
    }

    /** A watcher that is stopped at once still sends its first events. The repair makes room for them. */
    private static void initial(boolean repaired) {
        Channel<Integer> results = Channel.bounded(repaired ? 2 : 0);
        TaskGroup.run(group -> {
            group.start("process", () -> {
                send(results, 1);
                send(results, 2);
                results.close();
            });
            group.start("stop", () -> Task.yieldNow());
        });
    }

    /** A request times out, and its handler then answers nobody. The repair gives the answer room. */
    private static void request(boolean repaired) {
        Channel<String> answers = Channel.bounded(repaired ? 1 : 0);
        Duration timeout = Duration.ofMillis(1);
        TaskGroup.run(group -> {
            group.start("handler", () -> {
                await(Future.sleep(timeout));
                send(answers, "answer");
            });
            group.start("finish", () -> select(Select.<Void>inOrder().receive(answers, any -> null)
                    .after(timeout, () -> null)));
        });
    }

    /** A status is sent under the lock that its receiver needs for the one before. The repair unlocks before. */
    private static void podStatus(boolean repaired) {
        Lock statuses = new Lock();
        Channel<String> channel = Channel.bounded(0);
        TaskGroup.run(group -> {
            group.start("sync", () -> {
                for (int i = 0; i < 2; i++) {
                    receive(channel);
                    lock(statuses).close();
                }
            });
            for (int i = 0; i < 2; i++) {
                group.start("set", () -> {
                    Hold setting = lock(statuses);
                    if (repaired) {
                        setting.close();
                    }
                    send(channel, "running");
                    if (!repaired) {
                        setting.close();
                    }
                });
                Task.yieldNow();
                Task.yieldNow();
                Task.yieldNow();
            }
        });
    }

    /**
     * A watcher that stops needs the lock under which an event is being sent to it. The repair sends it or sees that.
     */
    private static void mux(boolean repaired) {
        Lock mutex = new Lock();
        Channel<String> results = Channel.bounded(0);
        Event stopped = new Event();
        TaskGroup.run(group -> {
            group.start("distribute", () -> within(mutex, () -> {
                if (repaired) {
                    select(Select.<Void>inOrder().send(results, "event", () -> null)
                            .onEnd(stopped.whenSet(), () -> null));
                } else if (!stopped.isSet()) {
                    send(results, "event");
                }
            }));
            group.start("stop", () -> {
                if (repaired) {
                    set(stopped);
                }
                within(mutex, () -> stopped.set());
            });
        });
    }

    /** A listener waits for its end under the lock that whoever adds to it needs. The repair waits without. */
    private static void listener(boolean repaired) {
        Lock mutex = new Lock();
        Event stop = new Event();
        TaskGroup.run(group -> {
            group.start("add", () -> {
                lock(mutex).close();
                set(stop);
            });
            group.start("pop", () -> {
                Hold popping = lock(mutex);
                if (repaired) {
                    popping.close();
                }
                waitFor(stop);
                if (!repaired) {
                    popping.close();
                }
            });
        });
    }

    /** A frame is announced under the lock that the monitor needs to end. The repair takes announcements meanwhile. */
    private static void frames(boolean repaired) {
        Lock writing = new Lock();
        Channel<Boolean> resets = Channel.bounded(0);
        Shared<Boolean> open = new Shared<>("open", true);
        TaskGroup.run(group -> {
            group.start("monitor", () -> {
                if (repaired) {
                    group.start("drain", () -> {
                        try {
                            receive(resets);
                        } catch (ChannelClosedException e) {
                            // Nobody announces anything any more.
                        }
                    });
                }
                within(writing, () -> {
                    open.set(false);
                    resets.close();
                });
            });
            group.start("write", () -> within(writing, () -> {
                if (open.get()) {
                    send(resets, true);
                }
            }));
        });
    }
}
