/**
 * Floor 4: what tasks share.
 *
 * <p>{@link dev.millrace.sync.Event}, {@link dev.millrace.sync.Lock} with {@link dev.millrace.sync.Condition},
 * {@link dev.millrace.sync.RwLock}, {@link dev.millrace.sync.Semaphore} and {@link dev.millrace.sync.Barrier}. All are
 * first come, first served, and hand over directly: what is released while somebody waits belongs to that waiter at
 * once, though its task has not run yet, so nobody can take it in between. A waiter that is cancelled before its turn
 * leaves the line, and its turn is the next one's; a waiter that is cancelled after it has what it was given, and meets
 * the cancel at its next await. So no wake-up is lost.
 *
 * <p>Each belongs to one loop and is used on its thread. None has a thread or a timer of its own: a timeout is a scope
 * around the await.
 *
 * <p><b>May import</b> task and loop.
 */
package dev.millrace.sync;
