package dev.millrace.lab.gallery;

import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;
import java.util.ArrayList;
import java.util.List;

/** Work-stealing queues at work: an owner pushes and pops four items, two others steal twice each. */
final class Stealing {
    private static final int ITEMS = 4;
    private static final int STEALERS = 2;

    private Stealing() {
    }

    /** While a stealer tries, a push thinks that there is room, and overwrites an item that is being stolen. */
    static void plain() {
        work(new StealQueue(mutex(), none(), false), none(), true);
    }

    /** The same mistake, over a lock that spins. */
    static void interlocked() {
        work(new StealQueue(new Spinning(), none(), false), none(), true);
    }

    /**
     * The queue is right. The table in which each task notes where it is grows by check-then-act: a late task shrinks
     * it again, and another task's notes are gone.
     */
    static void withState() {
        Table table = new Table();
        work(new StealQueue(new Spinning(), table, true), table, false);
    }

    /** The same mistake of the table, beside an owner that pushes and pops by turns. */
    static void interlockedWithState() {
        Table table = new Table();
        work(new StealQueue(new Spinning(), table, true), table, true);
    }

    private static void work(StealQueue queue, StealQueue.Notes notes, boolean byTurns) {
        List<Shared<Integer>> done = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            done.add(new Shared<>("done " + i, 0));
        }
        TaskGroup.run(group -> {
            notes.enter(0);
            for (int i = 1; i <= STEALERS; i++) {
                int task = i;
                group.start("stealer", () -> {
                    notes.enter(task);
                    perform(done, queue.steal(task));
                    perform(done, queue.steal(task));
                    notes.leave(task);
                });
            }
            group.start("owner", () -> {
                for (int i = 0; i < ITEMS; i++) {
                    queue.push(i, 0);
                    if (byTurns && i % 2 == 1) {
                        perform(done, queue.pop(0));
                    }
                }
                for (int left = byTurns ? ITEMS / 2 : ITEMS; left > 0; left--) {
                    perform(done, queue.pop(0));
                }
                notes.leave(0);
            });
        });
        Claim.that(done.stream().allMatch(each -> each.peek() == 1), "an item was lost, another came twice");
    }

    private static void perform(List<Shared<Integer>> done, int item) {
        if (item != StealQueue.NOTHING) {
            done.get(item).set(done.get(item).get() + 1);
        }
    }

    private static StealQueue.Lock mutex() {
        Mutex mutex = new Mutex("lock");
        return new StealQueue.Lock() {
            @Override
            public void lock() {
                mutex.lock();
            }

            @Override
            public void unlock() {
                mutex.unlock();
            }
        };
    }

    private static StealQueue.Notes none() {
        return new StealQueue.Notes() {
            @Override
            public void enter(int task) {
            }

            @Override
            public void leave(int task) {
            }
        };
    }

    private static final class Spinning implements StealQueue.Lock {
        private final Shared<Boolean> held = new Shared<>("spin lock", false);

        @Override
        public void lock() {
            while (!held.compareAndSet(false, true)) {
                Task.yieldNow();
            }
        }

        @Override
        public void unlock() {
            held.set(false);
        }
    }

    /** How deep each task is in calls: a row per task, made when it first enters. */
    private static final class Table implements StealQueue.Notes {
        private final Shared<Integer> rows = new Shared<>("rows", 0);
        private final List<Shared<Integer>> depths = new ArrayList<>();

        Table() {
            for (int i = 0; i <= STEALERS; i++) {
                depths.add(new Shared<>("depth " + i, 0));
            }
        }

        @Override
        public void enter(int task) {
            if (rows.get() <= task) {
                rows.set(task + 1);
            }
            change(task, 1);
        }

        @Override
        public void leave(int task) {
            change(task, -1);
        }

        private void change(int task, int by) {
            Claim.that(task < rows.get(), "the table has lost a row");
            depths.get(task).update(depth -> depth + by);
        }
    }
}
