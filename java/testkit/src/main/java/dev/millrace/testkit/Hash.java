package dev.millrace.testkit;

/** Makes one number of many, the same on every machine. */
final class Hash {
    private Hash() {
    }

    /** Stirs a value into a hash. */
    static long mix(long hash, long value) {
        long mixed = (hash ^ value) * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 29;
    }
}
