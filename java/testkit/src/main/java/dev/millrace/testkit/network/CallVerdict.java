package dev.millrace.testkit.network;

import dev.millrace.sys.Errno;
import java.util.Arrays;
import java.util.List;

/**
 * What a rule says of a system call. No call is interrupted: EINTR never leaves the native layer, which makes such a
 * call anew, lets a poll wait for the rest of its time, and lets a connect go on. So no platform shows it, and as a
 * verdict it is refused.
 */
public sealed interface CallVerdict {
    /** It is made. */
    CallVerdict PASS = new Pass();

    /**
     * It fails without doing anything; except that a close closes. After an EAGAIN the descriptor is reported anew, as
     * the poller's contract demands.
     *
     * @param error a negative number of {@link Errno}
     * @throws IllegalArgumentException if the number is not negative, or is that of EINTR
     */
    static CallVerdict fail(int error) {
        return new Fail(error);
    }

    /**
     * It is made, or fails with one of these errors: the decisions of the run say which.
     *
     * @param errors negative numbers of {@link Errno}
     * @throws IllegalArgumentException if a number is not negative, or is that of EINTR
     */
    static CallVerdict perhaps(int... errors) {
        return new Perhaps(Arrays.stream(errors).mapToObj(Fail::new).toList());
    }

    /** See {@link #PASS}. */
    record Pass() implements CallVerdict {
    }

    /**
     * See {@link #fail}.
     *
     * @param error a negative number
     */
    record Fail(int error) implements CallVerdict {
        /** The errno of EINTR, on Linux and macOS. */
        private static final int INTERRUPTED = 4;

        /** Makes the verdict. */
        public Fail {
            if (error >= 0) {
                throw new IllegalArgumentException(error + " is no error");
            }
            if (error == Errno.EOTHER - INTERRUPTED) {
                throw new IllegalArgumentException("EINTR never leaves the native layer");
            }
        }
    }

    /**
     * See {@link #perhaps}.
     *
     * @param failures how it may fail
     */
    record Perhaps(List<Fail> failures) implements CallVerdict {
        /** Makes the verdict. */
        public Perhaps {
            failures = List.copyOf(failures);
        }
    }
}
