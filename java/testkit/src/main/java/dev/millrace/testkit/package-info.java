/**
 * Floor 8: the world in memory, for tests.
 *
 * <p>A {@link dev.millrace.testkit.World} owns a clock and a network. Its clock moves only when every host waits.
 * Each {@link dev.millrace.testkit.Host} is a platform: sockets that reach the other hosts, blocking work that runs as
 * steps, and failures on demand. The runtime above floor 1 is the one that runs in production; only the platform is
 * another.
 *
 * <p>By default a world is perfect. {@link dev.millrace.testkit.WorldOptions} give it a network that takes its time,
 * kernels that take their liberties, and limits; {@link dev.millrace.testkit.Faults} are rules for system calls and
 * packets, and partitions. {@link dev.millrace.testkit.World#calm} ends all that, and then the programs must end too. A
 * world in which they cannot says which task waits for what.
 *
 * <p>Inside, a connection is two {@code End}s, joined by a {@code Flow} in each direction: packets in order, over a
 * {@code Path} from host to host, which delays, loses or keeps them. What is to happen later stands in the
 * {@code Agenda}; {@code Programs} drives the loops and moves the clock.
 *
 * <p>{@link dev.millrace.testkit.Simulation} is the simple form: a world of one host, and a loop that a test drives.
 * {@link dev.millrace.testkit.CancelEverywhere} runs a scenario in simulations of its own and cancels it after each of
 * its steps. How fair a scheduler is, anybody's, is for {@link dev.millrace.testkit.fairness} to say.
 *
 * <p><b>May import</b> every floor below. <b>Invariant:</b> no thread, no real time and no descriptor: two runs of one
 * program are the same run.
 *
 * <pre>{@code
 * try (World world = new World()) {
 *     Host server = world.host("server");
 *     world.start(server, Options.DEFAULT, () -> {
 *         try (TcpListener listener = TcpListener.bind(Address.any(7007));
 *                 TcpStream stream = await(listener.accept())) {
 *             return await(stream.write(new byte[] {1}));
 *         }
 *     });
 *     world.run(world.host("client"), Options.DEFAULT, () -> {
 *         try (TcpStream stream = await(TcpStream.connect(server.address(7007)))) {
 *             return await(stream.read(new byte[1]));
 *         }
 *     });
 * }
 * }</pre>
 */
package dev.millrace.testkit;
