/**
 * Floor 1: the operating system, behind six small interfaces.
 *
 * <p>{@link dev.millrace.sys.Platform} joins them. {@link dev.millrace.sys.Poller} reports what is ready.
 * {@link dev.millrace.sys.Descriptors} reads, writes and closes whatever is open, and
 * {@link dev.millrace.sys.Sockets} opens sockets and makes the calls that only they have.
 * {@link dev.millrace.sys.Clock} tells the time, and {@link dev.millrace.sys.BlockingPool} runs what must block.
 * {@link dev.millrace.sys.Signals} tells of the signals that the process gets. {@code Platform.system()} is the real
 * machine. A simulation hands in others, and everything above this floor is the same code on both.
 *
 * <p><b>May import</b> JNA (two files) and the JDK, never {@code java.nio}. <b>Invariant:</b> native memory, structure
 * layouts, platform constants and errno numbers do not leave this package: callers see byte arrays, our readiness bits
 * and the numbers of {@link dev.millrace.sys.Errno}.
 *
 * <p>Binding: JNA opens the door, JNI carries the traffic. JNA finds the library, in the jar or by the system property
 * {@code millrace.library} (the path of a library file), and binds every function by direct mapping. One more JNA call
 * then hands C the {@code JNIEnv} and C registers JNI entries for the same methods, which cost a tenth. The property
 * {@code millrace.binding=jna} leaves that last call out. C reads both the JNI entries and their signatures from one
 * table, {@code native/src/calls.def}. A new call takes a declaration in {@code millrace.h}, its implementation, a line
 * of that table, and a native method in {@code NativeCalls}.
 *
 * <p>Virtual threads on a scheduler of ours ({@link dev.millrace.sys.VirtualThreads}) are made by C too, because the
 * constructor is hidden. No {@code Lookup}, constructor or method handle of the JDK's is ever held in Java.
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
