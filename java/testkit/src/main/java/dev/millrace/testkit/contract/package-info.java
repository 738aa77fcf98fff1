/**
 * Floor 9: what the seams of the runtime promise, as JUnit tests, for streams and platforms of anybody's.
 *
 * <p>{@link dev.millrace.testkit.contract.StreamContract} asks for a platform and two connected streams. It checks
 * bytes both ways, one reader and one writer at a time, what becomes of an operation that is cancelled, and how a
 * stream ends: closed, aborted, in one direction, or with its loop. Nothing may leak and nothing be reported.
 *
 * <p>{@link dev.millrace.testkit.contract.PlatformContract} asks for a platform. It checks the poller (registration,
 * edges, batches, waiting, wakeups), the sockets (connections, addresses, options) and the descriptors (bytes, ends,
 * resets). A {@link dev.millrace.testkit.contract.Bench} and a {@link dev.millrace.testkit.contract.Wire} are what the
 * suites work with, and serve further tests of the same platform or stream.
 *
 * <p>A test class extends a suite and says how to open what is tested; the interfaces that a suite consists of only
 * divide it by subject. Test methods that a subject does not promise to pass are overridden without the annotation.
 * What a scheduler promises is {@link dev.millrace.testkit.fairness.SchedulerContract}'s.
 *
 * <p><b>May import</b> every floor of the runtime, and JUnit, which a user of the contracts brings along.
 * <b>Invariant:</b> the tests know of what they test nothing but its interface, and follow each other in any order.
 *
 * <pre>{@code
 * import dev.millrace.io.ByteStream;
 * import dev.millrace.io.IoHandler;
 * import dev.millrace.loop.EventLoop;
 * import dev.millrace.sys.Platform;
 * import dev.millrace.task.Future;
 * import dev.millrace.testkit.World;
 * import dev.millrace.testkit.contract.StreamContract;
 * import dev.millrace.testkit.contract.Wire;
 *
 * class MirroredTest extends StreamContract {
 *     protected Platform open() {
 *         return new World().host().platform();
 *     }
 *
 *     protected Wire.Ends connect(Wire wire) {
 *         Wire.Ends tcp = wire.tcp();
 *         return new Wire.Ends(new Mirrored(tcp.near()), new Mirrored(tcp.far()));
 *     }
 * }
 *
 * record Mirrored(ByteStream beneath) implements ByteStream {
 *     public EventLoop loop() { return beneath.loop(); }
 *     public int read(byte[] bytes, int offset, int length, IoHandler handler) {
 *         return beneath.read(bytes, offset, length, handler);
 *     }
 *     public int write(byte[] bytes, int offset, int length, IoHandler handler) {
 *         return beneath.write(bytes, offset, length, handler);
 *     }
 *     public int write(byte[][] arrays, IoHandler handler) { return beneath.write(arrays, handler); }
 *     public boolean cancelRead(IoHandler handler) { return beneath.cancelRead(handler); }
 *     public boolean cancelWrite(IoHandler handler) { return beneath.cancelWrite(handler); }
 *     public long written() { return beneath.written(); }
 *     public Future<Void> shutdownOutput() { return beneath.shutdownOutput(); }
 *     public void close() { beneath.close(); }
 *     public void abort() { beneath.abort(); }
 *     public boolean isClosed() { return beneath.isClosed(); }
 * }
 * }</pre>
 */
package dev.millrace.testkit.contract;
