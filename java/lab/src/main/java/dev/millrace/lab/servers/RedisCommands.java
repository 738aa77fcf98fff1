package dev.millrace.lab.servers;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** What the commands do. */
final class RedisCommands {
    private static final String NOT_A_NUMBER = "ERR value is not an integer or out of range";
    private static final String SYNTAX = "ERR syntax error";
    /** A century of milliseconds: what is longer is taken for a mistake. */
    private static final long LONGEST = 100L * 366 * 24 * 3600 * 1000;

    private final RedisStore store;

    RedisCommands(RedisStore store) {
        this.store = store;
    }

    /** Runs a command, whose name comes first, and answers it. */
    void run(List<byte[]> command, RedisReply out) {
        String name = text(command.get(0)).toUpperCase(Locale.ROOT);
        int arguments = command.size() - 1;
        switch (name) {
            case "PING" -> {
                if (arguments == 0) {
                    out.status("PONG");
                } else if (takes(name, arguments, 1, 1, out)) {
                    out.bulk(command.get(1));
                }
            }
            case "ECHO" -> {
                if (takes(name, arguments, 1, 1, out)) {
                    out.bulk(command.get(1));
                }
            }
            case "SET" -> {
                if (takes(name, arguments, 2, 4, out)) {
                    set(command, out);
                }
            }
            case "GET" -> {
                if (takes(name, arguments, 1, 1, out)) {
                    value(store.get(command.get(1)), out);
                }
            }
            case "INCR" -> {
                if (takes(name, arguments, 1, 1, out)) {
                    increment(command.get(1), out);
                }
            }
            case "DEL" -> {
                if (takes(name, arguments, 1, Integer.MAX_VALUE, out)) {
                    out.number(command.stream().skip(1).filter(store::remove).count());
                }
            }
            case "EXPIRE" -> {
                if (takes(name, arguments, 2, 2, out)) {
                    expire(command, out);
                }
            }
            case "TTL" -> {
                if (takes(name, arguments, 1, 1, out)) {
                    out.number(timeToLive(command.get(1)));
                }
            }
            case "COMMAND", "CONFIG" -> out.emptyList();
            case "SELECT" -> out.status("OK");
            default -> out.error("ERR unknown command '" + shortened(name) + "'");
        }
    }

    private static boolean takes(String name, int arguments, int least, int most, RedisReply out) {
        boolean fits = arguments >= least && arguments <= most;
        if (!fits) {
            out.error("ERR wrong number of arguments for '" + name.toLowerCase(Locale.ROOT) + "' command");
        }
        return fits;
    }

    private void set(List<byte[]> command, RedisReply out) {
        byte[] key = command.get(1);
        if (command.size() == 3) {
            store.set(key, command.get(2), true);
            out.status("OK");
            return;
        }
        String unit = text(command.get(3)).toUpperCase(Locale.ROOT);
        if (command.size() != 5 || !unit.equals("EX") && !unit.equals("PX")) {
            out.error(SYNTAX);
            return;
        }
        long scale = unit.equals("EX") ? 1000 : 1;
        try {
            long amount = Long.parseLong(text(command.get(4)));
            if (amount <= 0 || amount > LONGEST / scale) {
                out.error("ERR invalid expire time in 'set' command");
                return;
            }
            store.set(key, command.get(2), true);
            store.expire(key, Duration.ofMillis(amount * scale));
            out.status("OK");
        } catch (NumberFormatException e) {
            out.error(NOT_A_NUMBER);
        }
    }

    private void increment(byte[] key, RedisReply out) {
        byte[] before = store.get(key);
        try {
            long value = Math.addExact(before == null ? 0 : Long.parseLong(text(before)), 1);
            store.set(key, Ascii.encode(Long.toString(value)), false);
            out.number(value);
        } catch (NumberFormatException | ArithmeticException e) {
            out.error(NOT_A_NUMBER);
        }
    }

    private void expire(List<byte[]> command, RedisReply out) {
        try {
            long seconds = Long.parseLong(text(command.get(2)));
            if (Math.abs(seconds) > LONGEST / 1000) {
                out.error("ERR invalid expire time in 'expire' command");
            } else {
                out.number(store.expire(command.get(1), Duration.ofSeconds(seconds)) ? 1 : 0);
            }
        } catch (NumberFormatException e) {
            out.error(NOT_A_NUMBER);
        }
    }

    /** Rounded to the nearest second, as Redis does; -2 without a value, -1 if it does not expire. */
    private long timeToLive(byte[] key) {
        if (store.get(key) == null) {
            return -2;
        }
        Duration left = store.left(key);
        return left.isNegative() ? -1 : (left.toMillis() + 500) / 1000;
    }

    private static void value(byte[] value, RedisReply out) {
        if (value == null) {
            out.nothing();
        } else {
            out.bulk(value);
        }
    }

    private static String shortened(String name) {
        return name.length() <= 64 ? name : name.substring(0, 64) + "...";
    }

    private static String text(byte[] bytes) {
        return Ascii.decode(bytes, 0, bytes.length);
    }
}
