/**
 * Floor 4: streams of bytes.
 *
 * <p>A {@link dev.millrace.io.ByteStream} carries bytes both ways, whatever is beneath it;
 * {@link dev.millrace.io.Buffered} reads lines and exact counts from one. Reads pull, and a write waits until all of
 * its bytes are taken, so back-pressure is the normal case.
 *
 * <p><b>May import</b> the floors below. <b>Invariant:</b> every operation that may wait returns a future; cancelling
 * it gives up the waiting and leaves the stream usable. The handler forms beneath allocate nothing. A stream has one
 * reader and one writer at a time. The end of the peer's data is a value; what we closed fails with
 * {@code ClosedException}, what others broke with {@code BrokenException}.
 *
 * <pre>{@code
 * ByteStream stream = await(TcpStream.connect("example.org", 7007));
 * Optional<String> greeting = await(new Buffered(stream).readLine(1024));
 * }</pre>
 */
package dev.millrace.io;
