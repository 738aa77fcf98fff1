/**
 * Floor 1: the operating system, behind four small interfaces.
 *
 * <p>{@link dev.millrace.sys.Platform} joins them: {@link dev.millrace.sys.Poller} tells what is ready,
 * {@link dev.millrace.sys.Sockets} makes the non-blocking calls, {@link dev.millrace.sys.Clock} tells the time and
 * {@link dev.millrace.sys.Elsewhere} runs what must block. {@code Platform.system()} is the real machine; a simulation
 * hands in four others, and everything above this floor is the same code on both.
 *
 * <p><b>May import</b> JNA (two files) and the JDK, never {@code java.nio}. <b>Invariant:</b> native memory, structure
 * layouts, platform constants and errno numbers do not leave this package: callers see byte arrays, our readiness bits
 * and the numbers of {@link dev.millrace.sys.Errno}.
 *
 * <p>Binding: JNA opens the door, JNI carries the traffic. JNA finds the library, in the jar or by the system property
 * {@code millrace.library} (the path of a library file), and binds every function by direct mapping. One more JNA call
 * then hands C the {@code JNIEnv} and C registers JNI entries for the same methods, which cost a tenth. The property
 * {@code millrace.binding=jna} leaves that last call out.
 *
 * <pre>{@code
 * try (Platform platform = Platform.system()) {
 *     ReadyBatch batch = new ReadyBatch(64);
 *     platform.poller().wakeup();
 *     platform.poller().poll(batch, -1);      // returns at once: batch.key(0) == ReadyBatch.WAKEUP
 * }
 * }</pre>
 */
package dev.millrace.sys;
