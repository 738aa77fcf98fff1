/**
 * Floor 9: looking for the schedule in which a program fails.
 *
 * <p>{@link dev.millrace.testkit.explore.Explore} runs a program under the schedules that a
 * {@link dev.millrace.testkit.explore.Strategy} makes up. A {@link dev.millrace.testkit.explore.Finding} is the first
 * that failed: shrunk, with the line that replays it, what ran, and the nearest schedule that passes.
 *
 * <p>A program is the body of a main task. It makes everything it uses, and is run many times. Its tasks may await,
 * send and receive as usual; where they share a plain variable, {@link dev.millrace.testkit.Shared} makes every access
 * a step of its own. In a property of jqwik a schedule is a parameter:
 * {@code @Property void holds(@ForAll Schedule schedule) { Simulation.check(schedule, program); }}. What it shrinks to
 * says which choices matter by position; the failure has the line that replays it by the tasks' paths.
 *
 * <p><b>May import</b> the test kit and every floor below. <b>Invariant:</b> one seed, one result.
 *
 * <pre>{@code
 * Task.Body program = () -> {
 *     Shared<Integer> balance = new Shared<>("balance", 0);
 *     TaskGroup.run(group -> {
 *         group.start("one", () -> balance.set(balance.get() + 1));
 *         group.start("other", () -> balance.set(balance.get() + 1));
 *     });
 *     if (balance.peek() != 2) {
 *         throw new AssertionError("an update was lost");
 *     }
 * };
 * new Explore(program).run().ifPresent(found -> System.out.println(found.report()));
 * new Explore(program).withStrategy(Strategies.PCT2).withSeed(7).withLimit(100).check();
 * long count = new Explore(program).all(2);
 * Simulation.replay("step:main/one@1=1", program);
 * }</pre>
 */
package dev.millrace.testkit.explore;
