/**
 * Floor 11: GoKer, the kernels of bugs that Go projects had.
 *
 * <p>{@link dev.millrace.lab.goker.GoKer} has them. They are those of GoBench (Yuan, Li, Lu, Liu, Li, Xue: CGO 2021),
 * written anew from what they do: a goroutine is a task, a WaitGroup the {@link dev.millrace.task.TaskGroup} around
 * it, a context a {@link dev.millrace.task.CancelScope}, a mutex a {@link dev.millrace.sync.Lock}. A goroutine that
 * leaks is a task that never ends, which is reported as a deadlock. Each access to a variable, and each use of a lock
 * or of a channel, is a step. A {@link dev.millrace.lab.goker.Kernel} comes in two forms, with the bug and without.
 *
 * <p><b>May import</b> every floor but the lab's own. <b>Invariant:</b> a kernel fails in one way only, and its
 * repaired form in none.
 *
 * <pre>{@code
 * Kernel kernel = GoKer.kernels().get(0);
 * Optional<Finding> found = new Explore(kernel.program().body()).run();
 * long schedules = new Explore(kernel.repaired()).all(2);
 * }</pre>
 */
package dev.millrace.lab.goker;
