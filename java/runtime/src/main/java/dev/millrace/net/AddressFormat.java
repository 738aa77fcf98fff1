package dev.millrace.net;

/** Writes addresses as text: IPv4 in four decimal parts, IPv6 by RFC 5952. */
final class AddressFormat {
    private static final int GROUPS = 8;

    private AddressFormat() {
    }

    static String four(int ip) {
        return (ip >>> 24) + "." + (ip >>> 16 & 255) + "." + (ip >>> 8 & 255) + "." + (ip & 255);
    }

    /** The longest run of two or more zero groups is left out, the first of equals; mapped IPv4 stays readable. */
    static String six(long high, long low, int scope) {
        String zone = scope == 0 ? "" : "%" + Integer.toUnsignedString(scope);
        if (high == 0 && low >>> 32 == 0xFFFF) {
            return "::ffff:" + four((int) low) + zone;
        }
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (int) ((i < 4 ? high : low) >>> 48 - 16 * (i % 4)) & 0xFFFF;
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(i == 0 || text.toString().endsWith(":") ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text + zone;
    }
}
