package dev.millrace.lab.goker;

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
import static dev.millrace.task.Task.await;

import dev.millrace.lab.gallery.Claim;
import dev.millrace.lab.goker.Kernel.Bug;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Condition;
import dev.millrace.sync.Event;
import dev.millrace.sync.Hold;
import dev.millrace.sync.Lock;
import dev.millrace.sync.Select;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;
import java.util.List;

/** Bugs that Docker's moby had. */
final class Moby {
    private Moby() {
    }

    static List<Kernel> kernels() {
        return List.of(
                refused("moby_36114", Moby::virtualMachine).naturally(),
                deadlock(Bug.RESOURCE_DEADLOCK, "moby_4951", Moby::devices, "first", "second"),
                deadlock(Bug.RESOURCE_DEADLOCK, "moby_17176", Moby::deletedDevices, "remove").naturally(),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "moby_29733", Moby::activation, "wait"),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "moby_30408", Moby::failedActivation, "wait").naturally(),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "moby_33293", Moby::waitFailed, "container").naturally(),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "moby_33781", Moby::probe, "probe"),
                deadlock(Bug.COMMUNICATION_DEADLOCK, "moby_4395", Moby::result, "body").naturally(),
                deadlock(Bug.MIXED_DEADLOCK, "moby_28462", Moby::healthMonitor, "monitor", "changed").naturally(),
                deadlock(Bug.MIXED_DEADLOCK, "moby_25384", Moby::plugins, "init").naturally(),
                wrong(Bug.DATA_RACE, "moby_18412", Moby::output, "the output of a command that still writes"),
                wrong(Bug.CAPTURED_VARIABLE, "moby_27037", Moby::versions, "a version was tried twice").naturally());
    }

    /** Adding disks locks the machine and removes the old ones, which locks it again. The repair locks once. */
    private static void virtualMachine(boolean repaired) {
        Lock machine = new Lock();
        TaskGroup.run(group -> group.start("add", () -> within(machine, () -> {
            if (!repaired) {
                lock(machine).close();
            }
        })));
    }

    /**
     * Whoever deletes a device unlocks the set for a while and locks it again, with the device locked: another one has
     * the set and waits for the device. The repair takes the device before the set.
     */
    private static void devices(boolean repaired) {
        Lock set = new Lock();
        Lock device = new Lock();
        TaskGroup.run(group -> {
            for (String name : List.of("first", "second")) {
                group.start(name, () -> {
                    Hold early = lock(set);
                    if (repaired) {
                        early.close();
                    }
                    Hold own = lock(device);
                    if (!repaired) {
                        early.close();
                    }
                    lock(set).close();
                    own.close();
                });
                Task.yieldNow();
                Task.yieldNow();
                Task.yieldNow();
            }
        });
    }

    /** A cleanup that finds nothing to do returns with the lock held. The repair unlocks on that path too. */
    private static void deletedDevices(boolean repaired) {
        Lock devices = new Lock();
        TaskGroup.run(group -> {
            Hold cleanup = lock(devices);
            if (repaired) {
                cleanup.close();
            }
            group.start("remove", () -> lock(devices).close());
        });
    }

    /** A plugin becomes active, and those that wait for that are not signalled. The repair signals. */
    private static void activation(boolean repaired) {
        Lock mutex = new Lock();
        Condition active = mutex.condition();
        Shared<Boolean> activated = new Shared<>("activated", false);
        TaskGroup.run(group -> {
            group.start("handle", () -> {
                Hold handling = lock(mutex);
                activated.set(true);
                if (repaired) {
                    active.signalAll(handling);
                }
                handling.close();
            });
            group.start("wait", () -> {
                Hold waiting = lock(mutex);
                while (!activated.get()) {
                    await(active.signalled(waiting));
                }
                waiting.close();
            });
        });
    }

    /** A plugin that failed never has what is waited for. The repair waits for the failure as well. */
    private static void failedActivation(boolean repaired) {
        Lock mutex = new Lock();
        Condition active = mutex.condition();
        boolean failed = true;
        TaskGroup.run(group -> group.start("wait", () -> {
            Hold waiting = lock(mutex);
            while (!repaired || !failed) {
                await(active.signalled(waiting));
            }
            waiting.close();
        }));
    }

    /** A wait that fails at once sends its error before anybody has the channel. The repair gives it room. */
    private static void waitFailed(boolean repaired) {
        Channel<String> errors = Channel.bounded(repaired ? 1 : 0);
        TaskGroup.run(group -> group.start("container", () -> {
            send(errors, "no such container");
            receive(errors);
        }));
    }

    /** A monitor is stopped while a probe is under way, which then reports to nobody. The repair gives it room. */
    private static void probe(boolean repaired) {
        Channel<Boolean> results = Channel.bounded(repaired ? 1 : 0);
        Event stop = new Event();
        TaskGroup.run(group -> {
            group.start("monitor", () -> {
                group.start("probe", () -> send(results, true));
                select(Select.<Void>inOrder().onEnd(stop.whenSet(), () -> null).receive(results, any -> null));
            });
            Task.yieldNow();
            group.start("stop", () -> set(stop));
        });
    }

    /** A body runs in its own task, and nobody reads its result. The repair gives the result room. */
    private static void result(boolean repaired) {
        Channel<String> results = Channel.bounded(repaired ? 1 : 0);
        TaskGroup.run(group -> group.start("body", () -> send(results, "failed")));
    }

    /** A monitor is stopped by a message that is sent under the lock it needs. The repair sends it without. */
    private static void healthMonitor(boolean repaired) {
        Lock container = new Lock();
        Channel<Boolean> stop = Channel.bounded(0);
        TaskGroup.run(group -> {
            group.start("monitor", () -> {
                while (stop.tryReceive().isEmpty()) {
                    lock(container).close();
                }
            });
            group.start("changed", () -> {
                Hold changing = lock(container);
                if (repaired) {
                    changing.close();
                }
                send(stop, true);
                if (!repaired) {
                    changing.close();
                }
            });
        });
    }

    /** The first plugin that is started is waited for as if all were. The repair starts all, then waits. */
    private static void plugins(boolean repaired) {
        WaitGroup started = new WaitGroup();
        TaskGroup.run(group -> group.start("init", () -> {
            started.add(2);
            for (int i = 0; i < 2; i++) {
                group.start("plugin", started::done);
                if (!repaired) {
                    started.whenAllDone();
                }
            }
            started.whenAllDone();
        }));
    }

    /** The output of a command is read as soon as its time is up. The repair waits for its end. */
    private static void output(boolean repaired) {
        Shared<String> output = new Shared<>("output", "");
        Event ended = new Event();
        TaskGroup.run(group -> {
            group.start("command", () -> {
                output.set("half");
                output.set("whole");
                ended.set();
            });
            group.start("test", () -> {
                for (int patience = 0; patience < 3; patience++) {
                    Task.yieldNow();
                }
                if (repaired) {
                    waitFor(ended);
                }
                Claim.that(output.get().equals("whole"), "the output of a command that still writes");
            });
        });
    }

    /** Each task of a loop reads the loop's variable when it runs. The repair gives each its own value. */
    private static void versions(boolean repaired) {
        Shared<Integer> version = new Shared<>("version", 17);
        Shared<Integer> sum = new Shared<>("sum", 0);
        TaskGroup.run(group -> {
            for (int i = 17; i <= 19; i++) {
                version.set(i);
                int own = i;
                group.start("test", () -> {
                    int tried = repaired ? own : version.get();
                    sum.update(before -> before + tried);
                });
            }
        });
        Claim.that(sum.get() == 17 + 18 + 19, "a version was tried twice");
    }
}
