package dev.millrace.lab.servers;

import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Values by key, some of which expire, each by a timer of its own. */
final class RedisStore {
    private final EventLoop loop;
    private final Map<Key, Entry> entries = new HashMap<>();

    RedisStore(EventLoop loop) {
        this.loop = loop;
    }

    /** A key: bytes that are compared by what they are. */
    private record Key(byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(bytes, key.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    private static final class Entry {
        private byte[] value;
        /** Null if it does not expire. */
        private Timer expiry;
        /** When it expires, on the loop's clock, in nanoseconds. */
        private long deadline;

        private void keep() {
            if (expiry != null) {
                expiry.cancel();
                expiry = null;
            }
        }
    }

    /** Returns a value; null if there is none. */
    byte[] get(byte[] key) {
        Entry entry = entries.get(new Key(key));
        return entry == null ? null : entry.value;
    }

    /** Sets a value; when it was to expire, it no longer is if {@code forEver}. */
    void set(byte[] key, byte[] value, boolean forEver) {
        Entry entry = entries.computeIfAbsent(new Key(key), any -> new Entry());
        entry.value = value;
        if (forEver) {
            entry.keep();
        }
    }

    boolean remove(byte[] key) {
        Entry entry = entries.remove(new Key(key));
        if (entry != null) {
            entry.keep();
        }
        return entry != null;
    }

    /** Removes a value after a while. Returns whether there is one. */
    boolean expire(byte[] key, Duration after) {
        Key wanted = new Key(key);
        Entry entry = entries.get(wanted);
        if (entry == null) {
            return false;
        }
        entry.keep();
        if (after.isNegative() || after.isZero()) {
            entries.remove(wanted);
        } else {
            entry.expiry = loop.timer(() -> entries.remove(wanted));
            entry.deadline = loop.deadline(after);
            entry.expiry.armAt(entry.deadline);
        }
        return true;
    }

    /** Returns how long a value has left; negative if it does not expire, or is not there. */
    Duration left(byte[] key) {
        Entry entry = entries.get(new Key(key));
        return entry == null || entry.expiry == null ? Duration.ofNanos(-1)
                : Duration.ofNanos(Math.max(0, entry.deadline - loop.deadline(Duration.ZERO)));
    }
}
