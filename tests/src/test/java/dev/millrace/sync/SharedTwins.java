package dev.millrace.sync;

import static dev.millrace.task.Task.await;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.LoopStep;
import dev.millrace.task.Cancelled;
import dev.millrace.task.Future;
import dev.millrace.task.Futures;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Small things to share, written over what everybody may use. Each makes one mistake, or none if it is told so. */
final class SharedTwins {
    private SharedTwins() {
    }

    /**
     * A semaphore that wakes its waiters a step after it has given them their permits. The mistake: the permit of one
     * that is cancelled in between is lost.
     */
    static final class LosesPermits extends Shared {
        private final boolean mistaken;

        LosesPermits(boolean mistaken) {
            this.mistaken = mistaken;
        }

        @Override
        Permits permits(int total) {
            return new LatePermits(Task.current().loop(), total, mistaken);
        }
    }

    private static final class LatePermits implements Shared.Permits {
        private final EventLoop loop;
        private final boolean mistaken;
        private final ArrayDeque<Promise<Void>> line = new ArrayDeque<>();
        private final ArrayDeque<Promise<Void>> woken = new ArrayDeque<>();
        private int free;

        LatePermits(EventLoop loop, int total, boolean mistaken) {
            this.loop = loop;
            this.mistaken = mistaken;
            free = total;
        }

        @Override
        public Future<Void> acquire() {
            Promise<Void> promise = new Promise<>(loop);
            promise.undoBy(() -> {
                line.remove(promise);
                return true;
            });
            if (!promise.refuseIfCancelled()) {
                if (free > 0 && woken.isEmpty()) {
                    free--;
                    promise.complete(null);
                } else if (free > 0) {
                    free--;
                    wakeLater(promise);
                } else {
                    line.add(promise);
                }
            }
            return promise;
        }

        @Override
        public void release() {
            Promise<Void> next = line.poll();
            if (next == null) {
                free++;
            } else {
                wakeLater(next);
            }
        }

        private void wakeLater(Promise<Void> one) {
            woken.add(one);
            loop.core().makeReady(new LoopStep() {
                @Override
                public void run() {
                    if (!woken.poll().tryComplete(null) && !mistaken) {
                        release();
                    }
                }
            });
        }

        @Override
        public int free() {
            return free;
        }

        @Override
        public int waiting() {
            return line.size();
        }
    }

    /**
     * A condition whose waiters, once signalled, ask for the lock like anybody else. The mistake: the signal of one
     * that is cancelled while it waits for the lock is lost.
     */
    static final class EatsSignals extends Shared {
        private final boolean mistaken;

        EatsSignals(boolean mistaken) {
            this.mistaken = mistaken;
        }

        @Override
        Monitor monitor() {
            Lock lock = new Lock();
            WaitQueue<Void> line = new WaitQueue<>(Task.current().loop());
            return new Monitor() {
                @Override
                public Future<Hold> enter() {
                    return lock.acquire();
                }

                @Override
                public Hold awaitSignal(Hold hold) {
                    Future<Void> signal = line.join();
                    hold.close();
                    await(signal);
                    try {
                        return await(lock.acquire());
                    } catch (Cancelled e) {
                        if (!mistaken) {
                            line.wakeFirst(null);
                        }
                        throw e;
                    }
                }

                @Override
                public void signal(Hold hold) {
                    line.wakeFirst(null);
                }

                @Override
                public boolean isFree() {
                    return !lock.statistics().locked();
                }

                @Override
                public int waiting() {
                    return line.size();
                }
            };
        }
    }

    /** Mailboxes without a bound. The mistake: their end wakes only one of those that wait. */
    static final class WakesOne extends Shared {
        private final boolean mistaken;

        WakesOne(boolean mistaken) {
            this.mistaken = mistaken;
        }

        @Override
        Pipes pipes(int capacity, List<Integer> undelivered) {
            EventLoop loop = Task.current().loop();
            List<Mailbox> boxes = List.of(new Mailbox(loop, undelivered), new Mailbox(loop, undelivered));
            return new Pipes() {
                @Override
                public void send(int pipe, int element) {
                    boxes.get(pipe).send(element);
                }

                @Override
                public int receive(int pipe) {
                    return await(boxes.get(pipe).receive());
                }

                @Override
                public int receiveEither() {
                    return receive(0);
                }

                @Override
                public boolean isStuck() {
                    return boxes.stream().anyMatch(each -> !each.elements.isEmpty() && !each.receivers.isEmpty());
                }

                @Override
                public void cancel() {
                    boxes.forEach(each -> each.cancel(mistaken ? 1 : each.receivers.size()));
                }
            };
        }
    }

    private static final class Mailbox {
        private final EventLoop loop;
        private final List<Integer> undelivered;
        private final ArrayDeque<Integer> elements = new ArrayDeque<>();
        private final ArrayDeque<Promise<Integer>> receivers = new ArrayDeque<>();
        private boolean closed;

        Mailbox(EventLoop loop, List<Integer> undelivered) {
            this.loop = loop;
            this.undelivered = undelivered;
        }

        void send(int element) {
            Promise<Integer> receiver = receivers.poll();
            if (closed) {
                undelivered.add(element);
            } else if (receiver != null) {
                receiver.complete(element);
            } else {
                elements.add(element);
            }
        }

        Future<Integer> receive() {
            Promise<Integer> promise = new Promise<>(loop);
            promise.undoBy(() -> {
                receivers.remove(promise);
                return true;
            });
            if (promise.refuseIfCancelled()) {
                return promise;
            }
            if (closed) {
                promise.fail(new ChannelClosedException("the mailbox is closed"));
            } else if (elements.isEmpty()) {
                receivers.add(promise);
            } else {
                promise.complete(elements.poll());
            }
            return promise;
        }

        void cancel(int wakes) {
            closed = true;
            undelivered.addAll(elements);
            elements.clear();
            for (int i = 0; i < wakes && !receivers.isEmpty(); i++) {
                receivers.poll().fail(new ChannelClosedException("the mailbox is closed"));
            }
        }
    }

    /** A select by two receives, of which one is given up. The mistake: both may have an element by then. */
    static final class TakesTwo extends Shared {
        @Override
        Pipes pipes(int capacity, List<Integer> undelivered) {
            return new Channels(capacity, undelivered) {
                @Override
                public int receiveEither() {
                    List<Future<Integer>> both = new ArrayList<>();
                    channels.forEach(each -> both.add(each.receive()));
                    try {
                        return await(Futures.any(both));
                    } finally {
                        both.forEach(Future::cancel);
                    }
                }
            };
        }
    }
}
