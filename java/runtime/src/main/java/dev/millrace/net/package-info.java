/**
 * Floor 4: TCP.
 *
 * <p>{@link dev.millrace.net.TcpListener} accepts, {@link dev.millrace.net.TcpStream} connects; both make
 * {@link dev.millrace.io.ByteStream}s, over which {@link dev.millrace.io.Buffered} reads lines and exact counts.
 * Reads pull, writes wait until the kernel has every byte, so back-pressure is the normal case.
 *
 * <p><b>May import</b> the floors below. <b>Invariant:</b> every operation that may wait returns a future whose cancel
 * gives the waiting up and leaves the stream usable; the handler forms beneath allocate nothing. One reader and one
 * writer a stream; the end of the peer's data is a value; what we closed is {@code ClosedException}, what others broke
 * is {@code BrokenException}.
 *
 * <pre>{@code
 * TcpListener listener = TcpListener.bind(Address.loopback(7007));
 * Future<Void> served = listener.serve(stream -> {
 *     Buffered lines = new Buffered(stream);
 *     for (Optional<String> line; (line = await(lines.readLine(1024))).isPresent();) {
 *         await(stream.write((line.get() + "\n").getBytes("UTF-8")));
 *     }
 * });
 * }</pre>
 */
package dev.millrace.net;
