package dev.millrace.loop;

/** Takes the failures that nobody else can be told of: a callback that threw, a failed future that nobody looked at. */
@FunctionalInterface
public interface FailureHandler {

    /**
     * Takes a failure, on the loop's thread.
     *
     * @param what where it came from, in words
     * @param failure what was thrown
     */
    void unhandled(String what, Throwable failure);

    /** Hands a failure over; if the handler itself fails, that is logged, with what it was told. */
    default void report(String what, Throwable failure) {
        try {
            unhandled(what, failure);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            if (e != failure) {
                e.addSuppressed(failure);
            }
            logFailed(what, failure, e);
        }
    }

    private static void logFailed(String what, Throwable failure, Throwable ofHandler) {
        try {
            logging().unhandled("the failure handler failed", ofHandler);
        } catch (RuntimeException | Error e) {
            // A failure's toString is user code, too: the name of its class has to do.
            logging().unhandled(what + ": " + failure.getClass().getName() + ", which cannot be printed", null);
        }
    }

    /** The default: logs a warning by {@link System.Logger}, under the name {@code dev.millrace}. */
    static FailureHandler logging() {
        return (what, failure) ->
                System.getLogger("dev.millrace").log(System.Logger.Level.WARNING, what, failure);
    }
}
