/**
 * Floor 7: the runnable jar, which shows the runtime at work.
 *
 * <p>{@code demo} runs an echo server and a thousand clients on one loop, checks every byte and prints what the loop
 * did; {@code serve} is an echo server to try by hand, {@code chat} a chat server; {@code http} and {@code redis} are
 * the servers of {@link dev.millrace.lab.servers}; {@code explore} looks for the bugs of the programs in
 * {@link dev.millrace.lab.gallery} and {@link dev.millrace.lab.goker}, in simulations, or shows how fair the schedulers
 * of {@link dev.millrace.lab.fairness} are. {@link dev.millrace.lab.Main} reads the command line; a command
 * makes one object for its program and runs it with {@link dev.millrace.Millrace#run}.
 *
 * <p><b>May import</b> every floor; nothing imports it. <b>Invariant:</b> a command ends with status 0 only if
 * everything it promises was seen to be true, and what a user can cause ends in one line on stderr, never in a stack
 * trace. All connections of one kind read into one array, so one that is idle owns no buffer.
 *
 * <pre>{@code
 * java -jar millrace.jar --clients 200 --messages 50
 * java -jar millrace.jar serve --port 7007
 * java -jar millrace.jar chat --port 7008
 * java -jar millrace.jar explore account
 * java -jar millrace.jar explore --fairness
 * }</pre>
 */
package dev.millrace.lab;
