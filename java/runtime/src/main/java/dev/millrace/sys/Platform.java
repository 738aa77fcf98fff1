package dev.millrace.sys;

/**
 * What a loop stands on: the one seam between the runtime and the world. A platform belongs to one loop, which closes
 * it.
 *
 * @param poller tells what is ready
 * @param sockets makes the socket calls
 * @param clock tells the time
 * @param elsewhere runs what must block
 */
public record Platform(Poller poller, Sockets sockets, Clock clock, Elsewhere elsewhere) implements AutoCloseable {

    /**
     * Opens the operating system's platform: a new poller, and a buffer of its own.
     *
     * @throws SystemException if the poller cannot be opened, for instance EMFILE
     * @throws UnsatisfiedLinkError if there is no native library for this machine, or it cannot be loaded
     */
    public static Platform system() {
        return new Platform(new NativePoller(), new NativeSockets(), System::nanoTime, new ThreadedElsewhere());
    }

    /**
     * Tells how native functions are called: {@code jni} (default) or {@code jna}, by the property millrace.binding.
     */
    public static String binding() {
        return NativeCalls.BINDING;
    }

    /** Releases all four. What was opened through the platform (sockets) stays open. */
    @Override
    public void close() {
        elsewhere.close();
        poller.close();
        sockets.close();
    }
}
