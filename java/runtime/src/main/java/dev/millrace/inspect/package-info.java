/**
 * Seeing what programs do. {@link dev.millrace.inspect.Dump} says of each task where it is, what it awaits and since
 * when, and names the circles of tasks that wait for each other:
 *
 * <pre>{@code
 * Lock accounts = new Lock().named("accounts");
 * TaskGroup.run(group -> {
 *     group.start("teller", () -> accounts.run(() -> await(Future.sleep(Duration.ofSeconds(1)))));
 *     Task.yieldNow();
 *     System.out.print(Dump.of(Task.current().loop()).tree());
 * });
 * }</pre>
 *
 * <p>{@link dev.millrace.inspect.StallWatch} reports stalls while they last, and
 * {@link dev.millrace.inspect.JfrObserver} tells the JDK's Flight Recorder what the loop does.
 *
 * <p>Nothing here costs anything while nobody looks.
 */
package dev.millrace.inspect;
