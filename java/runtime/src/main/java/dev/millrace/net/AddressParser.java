package dev.millrace.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** Reads addresses from text: IPv4 in four decimal parts, IPv6 by RFC 4291. Looks no name up. */
final class AddressParser {
    private static final int GROUPS = 8;

    private AddressParser() {
    }

    static IpAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[");
        if (colon < 0 || bracketed && text.charAt(colon - 1) != ']' || !bracketed && text.indexOf(':') != colon) {
            throw malformed(text, "it is ADDRESS:PORT, or [ADDRESS]:PORT for IPv6");
        }
        String host = bracketed ? text.substring(1, colon - 1) : text.substring(0, colon);
        String digits = text.substring(colon + 1);
        int port = number(digits, 10, 5);
        if (port < 0 || port > 0xFFFF) {
            throw malformed(text, "port '" + digits + "' is not a number from 0 to 65535");
        }
        IpAddress address = bracketed ? six(host, port) : four(host, port);
        if (address == null) {
            throw malformed(text, "'" + host + "' is not a literal IPv" + (bracketed ? 6 : 4)
                    + " address; look names up by Address.lookup");
        }
        return address;
    }

    /** Reads an address without a port, IPv6 with or without brackets; null if it is none. */
    static IpAddress literal(String host, int port) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String inner = bracketed ? host.substring(1, host.length() - 1) : host;
        return inner.indexOf(':') >= 0 ? six(inner, port) : four(inner, port);
    }

    /** Returns whether the last label is a number or missing, which no name's is (RFC 3696, section 2). */
    static boolean endsInNumber(String host) {
        String label = host.substring(host.lastIndexOf('.', host.length() - 2) + 1);
        return label.matches("[0-9]*\\.?|0[xX][0-9a-fA-F]*\\.?");
    }

    static IpAddress of(InetAddress address, int port) {
        int scope = address instanceof Inet6Address six ? six.getScopeId() : 0;
        return IpAddress.fromIp(address.getAddress(), scope, port);
    }

    private static IllegalArgumentException malformed(String text, String why) {
        return new IllegalArgumentException("'" + text + "' is not an address: " + why);
    }

    private static IpAddress four(String text, int port) {
        long ip = quad(text);
        return ip < 0 ? null : new IpAddress(false, 0, ip, 0, port);
    }

    /** Reads four decimal numbers; -1 if they are not. A leading zero is refused: some would read it as octal. */
    private static long quad(String text) {
        String[] parts = text.split("\\.", -1);
        long ip = 0;
        for (String part : parts) {
            int value = part.startsWith("0") && part.length() > 1 ? -1 : number(part, 10, 3);
            if (value < 0 || value > 255) {
                return -1;
            }
            ip = ip << 8 | value;
        }
        return parts.length == 4 ? ip : -1;
    }

    private static IpAddress six(String text, int port) {
        int percent = text.indexOf('%');
        long scope = percent < 0 ? 0 : scope(text.substring(percent + 1));
        String digits = percent < 0 ? text : text.substring(0, percent);
        int gap = digits.indexOf("::");
        List<Integer> head = groups(gap < 0 ? digits : digits.substring(0, gap), gap < 0);
        List<Integer> tail = gap < 0 ? List.of() : groups(digits.substring(gap + 2), true);
        if (scope < 0 || head == null || tail == null) {
            return null;
        }
        int zeros = GROUPS - head.size() - tail.size();
        if (gap < 0 ? zeros != 0 : zeros < 1) {
            return null;
        }
        List<Integer> all = new ArrayList<>(head);
        for (int i = 0; i < zeros; i++) {
            all.add(0);
        }
        all.addAll(tail);
        return new IpAddress(true, word(all, 0), word(all, 4), (int) scope, port);
    }

    /** Reads groups of hexadecimal digits, the address's last two perhaps as an IPv4 one; null if they are not. */
    private static List<Integer> groups(String text, boolean last) {
        List<Integer> groups = new ArrayList<>();
        if (text.isEmpty()) {
            return groups;
        }
        String[] parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            int value = number(parts[i], 16, 4);
            long ip = value < 0 && last && i == parts.length - 1 ? quad(parts[i]) : -1;
            if (value >= 0) {
                groups.add(value);
            } else if (ip >= 0) {
                groups.add((int) (ip >>> 16));
                groups.add((int) ip & 0xFFFF);
            } else {
                return null;
            }
        }
        return groups;
    }

    private static long word(List<Integer> groups, int from) {
        long word = 0;
        for (int group : groups.subList(from, from + 4)) {
            word = word << 16 | group;
        }
        return word;
    }

    /** Reads a scope: the number of a network interface, or its name; -1 if there is none of that name. */
    private static long scope(String text) {
        if (text.matches("[0-9]{1,10}")) {
            long number = Long.parseLong(text);
            return number >>> 32 == 0 ? number : -1;
        }
        try {
            NetworkInterface named = text.isEmpty() ? null : NetworkInterface.getByName(text);
            return named == null ? -1 : named.getIndex();
        } catch (SocketException e) {
            return -1;
        }
    }

    /** Reads digits only, at least one and at most {@code most}; -1 if the text is anything else. */
    private static int number(String text, int radix, int most) {
        if (text.isEmpty() || text.length() > most) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
