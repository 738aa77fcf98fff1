package dev.millrace.testkit;

import dev.millrace.sys.Errno;

/** The bytes of a Unix address, as Linux takes them. */
final class UnixName {
    static final int FAMILY = 1;
    private static final int LONGEST = 108;
    private static final int BEFORE_NAME = 2;

    private UnixName() {
    }

    /** Returns the address of a socket without a name. */
    static byte[] unnamed() {
        return new byte[] {FAMILY, BEFORE_NAME};
    }

    /** Returns the error of an address that the kernel would refuse, or 0; its array is as long as it says. */
    static int failureOf(byte[] address) {
        int length = Byte.toUnsignedInt(address[1]) - BEFORE_NAME;
        if (length <= 0) {
            return Errno.EINVAL;
        }
        for (int i = 0; i < length && !isAbstract(address); i++) {
            if (address[BEFORE_NAME + i] == 0) {
                return Errno.EINVAL;
            }
        }
        return length > LONGEST ? Errno.ENAMETOOLONG : 0;
    }

    /** Returns whether an address is no path, but a name that goes with its socket. */
    static boolean isAbstract(byte[] address) {
        return address.length > BEFORE_NAME && address[BEFORE_NAME] == 0;
    }
}
