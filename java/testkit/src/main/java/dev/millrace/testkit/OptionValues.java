package dev.millrace.testkit;

import dev.millrace.sys.SocketOption;

/** The values that a socket's options have and may have. */
final class OptionValues {
    private static final int DEFAULT_TTL = 64;
    private static final int MOST_HOPS = 255;

    private OptionValues() {
    }

    /** Returns the value of an option that nobody has set; a buffer has so many bytes. */
    static int unset(SocketOption option, int buffer) {
        return switch (option) {
            case LINGER -> SocketOption.LINGER_OFF;
            case SEND_BUFFER, RECEIVE_BUFFER -> buffer;
            case TTL -> DEFAULT_TTL;
            case MULTICAST_TTL, MULTICAST_LOOP -> 1;
            default -> 0;
        };
    }

    static boolean allows(SocketOption option, int value) {
        int least = option == SocketOption.TTL ? 1 : 0;
        int most = switch (option) {
            case TTL, MULTICAST_TTL -> MOST_HOPS;
            case SEND_BUFFER, RECEIVE_BUFFER, LINGER, MULTICAST_INTERFACE -> Integer.MAX_VALUE;
            default -> 1;
        };
        return value >= least && value <= most;
    }
}
