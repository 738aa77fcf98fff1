/**
 * Floor 4: what tasks share.
 *
 * <p>To wait for each other: {@link dev.millrace.sync.Event}, {@link dev.millrace.sync.Barrier},
 * {@link dev.millrace.sync.Lock} with {@link dev.millrace.sync.Condition}, {@link dev.millrace.sync.RwLock} and
 * {@link dev.millrace.sync.Semaphore}. To hand things over: {@link dev.millrace.sync.Channel}, and
 * {@link dev.millrace.sync.Broadcast} to many; {@link dev.millrace.sync.Select} waits for whichever of several comes
 * first. {@link dev.millrace.sync.WaitQueue} is the line of waiters for a primitive of one's own.
 *
 * <p>All are first come, first served, and hand over directly: what is released or sent while somebody waits belongs to
 * that waiter at once, though its task has not run yet, so nobody can take it in between. A waiter that is cancelled
 * before its turn leaves the line, and its turn is the next one's. One that is cancelled after its turn has what it was
 * given, and meets the cancel at its next await. So no wakeup, permit or element is lost.
 *
 * <p>Each belongs to one loop and is used on its thread. None has a thread or a timer of its own: a timeout is a scope
 * around the await.
 *
 * <p><b>May import</b> {@code dev.millrace.task} and below. <b>Invariant:</b> a hand-over takes effect in one step: the
 * giver has lost what the receiver has.
 *
 * <pre>{@code
 * int sum = TaskGroup.call(group -> {
 *     Channel<Integer> numbers = Channel.bounded(10);
 *     group.start(() -> {
 *         for (int i = 1; i <= 100; i++) {
 *             await(numbers.send(i));
 *         }
 *         numbers.close();
 *     });
 *     int total = 0;
 *     try {
 *         while (true) {
 *             total += await(numbers.receive());
 *         }
 *     } catch (ChannelClosedException e) {
 *         return total;
 *     }
 * });
 * }</pre>
 */
package dev.millrace.sync;
