/**
 * Floor 5: TCP and UDP.
 *
 * <p>{@link dev.millrace.net.TcpListener} accepts, {@link dev.millrace.net.TcpStream} connects. Both give
 * {@link dev.millrace.io.ByteStream}s, over which {@link dev.millrace.io.Buffered} reads lines and exact counts. One
 * acceptor stands under {@code accept}, {@code serve} and {@link dev.millrace.net.TcpServer}: it alone knows which
 * errors of accept(2) are a connection's, which pass, and which end the listener.
 *
 * <p>{@link dev.millrace.net.DatagramSocket} sends and receives messages with bounds. What became of them is no end of
 * the socket: only a connected one hears of a refusal, once.
 *
 * <p><b>May import</b> the floors below, without {@code sync}.
 *
 * <p><b>Invariant:</b> every operation that may wait returns a future, whose cancel gives up waiting and leaves the
 * socket usable or closed. A server belongs to a group or to its {@code TcpServer}, and ends with it. Forms without a
 * loop argument are for tasks.
 *
 * <pre>{@code
 * try (TcpListener listener = TcpListener.bind(Address.loopback(7007))) {
 *     TaskGroup.run(group -> listener.serve(group, stream -> {
 *         Buffered lines = new Buffered(stream);
 *         for (Optional<String> line; (line = await(lines.readLine(1024))).isPresent();) {
 *             await(stream.write((line.get() + "\n").getBytes("UTF-8")));
 *         }
 *     }));
 * }
 * }</pre>
 */
package dev.millrace.net;
