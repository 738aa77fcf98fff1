package dev.millrace.lab.gallery;

import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.Shared;

/** Programs that use locks, and still go wrong. */
final class Locked {
    private Locked() {
    }

    /** The check expects what a deposit of the opposite sign would leave, and sees it if it comes last. */
    static void account() {
        Mutex lock = new Mutex("lock");
        Shared<Integer> balance = new Shared<>("balance", 1);
        Shared<Boolean> deposited = new Shared<>("deposited", false);
        Shared<Boolean> withdrawn = new Shared<>("withdrawn", false);
        TaskGroup.run(group -> {
            group.start("check", () -> {
                lock.lock();
                if (deposited.get() && withdrawn.get()) {
                    Claim.that(balance.get() == -5, "the balance is wrong");
                }
                lock.unlock();
            });
            group.start("deposit", () -> {
                lock.lock();
                balance.set(balance.get() + 2);
                deposited.set(true);
                lock.unlock();
            });
            group.start("withdraw", () -> {
                lock.lock();
                balance.set(balance.get() - 4);
                withdrawn.set(true);
                lock.unlock();
            });
        });
    }

    /**
     * The first of a class to come takes the room, and the last to go gives it back. Whoever waits for the room keeps
     * the lock that its owner needs on the way out.
     */
    static void carter01() {
        Mutex door = new Mutex("door");
        Mutex room = new Mutex("room");
        TaskGroup.run(group -> {
            for (String kind : new String[] {"a", "b"}) {
                Shared<Integer> inside = new Shared<>("inside " + kind, 0);
                group.start(kind, () -> {
                    door.lock();
                    inside.set(inside.get() + 1);
                    if (inside.get() == 1) {
                        room.lock();
                    }
                    door.unlock();
                    door.lock();
                    inside.set(inside.get() - 1);
                    if (inside.get() == 0) {
                        room.unlock();
                    }
                    door.unlock();
                });
            }
            group.start(() -> Task.yieldNow());
            group.start(() -> Task.yieldNow());
        });
    }

    /** Two locks are taken in opposite orders. */
    static void deadlock01() {
        Mutex one = new Mutex("one");
        Mutex other = new Mutex("other");
        Shared<Integer> counter = new Shared<>("counter", 1);
        TaskGroup.run(group -> {
            group.start(() -> inBoth(one, other, counter, 1));
            group.start(() -> inBoth(other, one, counter, -1));
        });
    }

    private static void inBoth(Mutex outer, Mutex inner, Shared<Integer> counter, int change) {
        outer.lock();
        inner.lock();
        counter.set(counter.get() + change);
        inner.unlock();
        outer.unlock();
    }

    /** The last of three takes it for granted that the other two have not both run. */
    static void lazy01() {
        Mutex lock = new Mutex("lock");
        Shared<Integer> data = new Shared<>("data", 0);
        TaskGroup.run(group -> {
            for (int i = 1; i <= 2; i++) {
                int more = i;
                group.start(() -> {
                    lock.lock();
                    data.set(data.get() + more);
                    lock.unlock();
                });
            }
            group.start("check", () -> {
                lock.lock();
                Claim.that(data.get() < 3, "both have run");
                lock.unlock();
            });
        });
    }

    /** One task counts under a lock, the others under another one: an update comes between its write and its check. */
    static Task.Body wrongLock(int others) {
        return () -> {
            Mutex right = new Mutex("right");
            Mutex wrong = new Mutex("wrong");
            Shared<Integer> data = new Shared<>("data", 0);
            TaskGroup.run(group -> {
                group.start("check", () -> {
                    right.lock();
                    int before = data.get();
                    data.set(data.get() + 1);
                    Claim.that(data.get() == before + 1, "somebody else has written");
                    right.unlock();
                });
                for (int i = 0; i < others; i++) {
                    group.start("other", () -> {
                        wrong.lock();
                        data.set(data.get() + 1);
                        wrong.unlock();
                    });
                }
            });
        };
    }

    /** Two values belong together, but each has a lock of its own: between the two, a reader sees one of them. */
    static Task.Body twoStage(int writers) {
        return () -> {
            Mutex firstLock = new Mutex("first lock");
            Mutex secondLock = new Mutex("second lock");
            Shared<Integer> first = new Shared<>("first", 0);
            Shared<Integer> second = new Shared<>("second", 0);
            TaskGroup.run(group -> {
                for (int i = 0; i < writers; i++) {
                    group.start("writer", () -> {
                        firstLock.lock();
                        first.set(1);
                        firstLock.unlock();
                        secondLock.lock();
                        second.set(first.get() + 1);
                        secondLock.unlock();
                    });
                }
                group.start("reader", () -> {
                    firstLock.lock();
                    int one = first.get();
                    firstLock.unlock();
                    if (one != 0) {
                        secondLock.lock();
                        int two = second.get();
                        secondLock.unlock();
                        Claim.that(two == one + 1, "the second stage is missing");
                    }
                });
            });
        };
    }
}
