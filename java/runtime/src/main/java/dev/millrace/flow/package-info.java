/**
 * Floor 5: {@code java.util.concurrent.Flow}, both ways.
 *
 * <p>{@link dev.millrace.flow.Publishers} makes publishers of channels and streams, and
 * {@link dev.millrace.flow.Inflow} reads any publisher by {@code await}. Both wait for the slower end: nothing is sent
 * that was not requested, and nothing is requested that has no room. The publishers pass the Reactive Streams TCK.
 *
 * <p><b>May import</b> {@code dev.millrace.sync}, {@code dev.millrace.io}, {@code dev.millrace.task} and below.
 * <b>Invariant:</b> signals of other threads become steps of the loop, in their order.
 *
 * <pre>{@code
 * Channel<String> words = Channel.bounded(2);
 * await(words.send("hello"));
 * words.close();
 * try (Inflow<String> inflow = Inflow.from(Publishers.of(Task.current().loop(), words), 8)) {
 *     for (Optional<String> word; (word = await(inflow.next())).isPresent();) {
 *         System.out.println(word.get());
 *     }
 * }
 * }</pre>
 */
package dev.millrace.flow;
