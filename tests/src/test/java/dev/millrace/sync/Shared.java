package dev.millrace.sync;

import static dev.millrace.task.Task.await;

import dev.millrace.task.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * What random programs share, of the calling task's loop. The methods are those of {@code dev.millrace.sync}; a twin
 * with a known fault overrides one of them.
 */
class Shared {
    /** A semaphore. */
    interface Permits {
        Future<Void> acquire();

        void release();

        /** Returns how many permits are not out. */
        int free();

        int waiting();
    }

    /** A lock and its condition. */
    interface Monitor {
        Future<Hold> enter();

        /** Gives the hold up, waits in the calling task for a signal, and returns the hold with which it goes on. */
        Hold awaitSignal(Hold hold);

        void signal(Hold hold);

        /** Returns whether nobody has the lock. */
        boolean isFree();

        /** Returns how many wait for a signal. */
        int waiting();
    }

    /** Two channels, 0 and 1. All that may wait does so in the calling task. */
    interface Pipes {
        void send(int pipe, int element);

        int receive(int pipe);

        /** Receives from whichever pipe has something first. */
        int receiveEither();

        /** Returns whether somebody waits in a pipe to receive although an element is there, or to send into room. */
        boolean isStuck();

        void cancel();
    }

    Permits permits(int total) {
        Semaphore semaphore = new Semaphore(total);
        return new Permits() {
            @Override
            public Future<Void> acquire() {
                return semaphore.acquire();
            }

            @Override
            public void release() {
                semaphore.release();
            }

            @Override
            public int free() {
                return total - semaphore.statistics().taken();
            }

            @Override
            public int waiting() {
                return semaphore.statistics().waiting();
            }
        };
    }

    Monitor monitor() {
        Lock lock = new Lock();
        Condition condition = lock.condition();
        return new Monitor() {
            @Override
            public Future<Hold> enter() {
                return lock.acquire();
            }

            @Override
            public Hold awaitSignal(Hold hold) {
                await(condition.signalled(hold));
                return hold;
            }

            @Override
            public void signal(Hold hold) {
                condition.signal(hold);
            }

            @Override
            public boolean isFree() {
                return !lock.statistics().locked();
            }

            @Override
            public int waiting() {
                return condition.waiting();
            }
        };
    }

    /** Makes pipes that note in {@code undelivered} what nobody will receive. */
    Pipes pipes(int capacity, List<Integer> undelivered) {
        return new Channels(capacity, undelivered);
    }

    static class Channels implements Pipes {
        final List<Channel<Integer>> channels = new ArrayList<>();
        private final int capacity;
        private final Select<Integer> either;

        Channels(int capacity, List<Integer> undelivered) {
            this.capacity = capacity;
            for (int i = 0; i < 2; i++) {
                channels.add(Channel.<Integer>bounded(capacity).onUndelivered(undelivered::add));
            }
            either = Select.<Integer>fair().receive(channels.get(0), one -> one).receive(channels.get(1), two -> two);
        }

        @Override
        public void send(int pipe, int element) {
            await(channels.get(pipe).send(element));
        }

        @Override
        public int receive(int pipe) {
            return await(channels.get(pipe).receive());
        }

        @Override
        public int receiveEither() {
            return await(either.once()).run();
        }

        @Override
        public boolean isStuck() {
            return channels.stream().map(Channel::statistics).anyMatch(each ->
                    each.receivers() > 0 && each.stored() + each.senders() > 0
                            || each.senders() > 0 && each.stored() < capacity);
        }

        @Override
        public void cancel() {
            channels.forEach(Channel::cancel);
        }
    }
}
