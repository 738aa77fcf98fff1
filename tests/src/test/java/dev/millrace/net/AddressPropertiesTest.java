package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Addresses against themselves, and against the JDK's. */
class AddressPropertiesTest {

    @Provide
    Arbitrary<IpAddress> addresses() {
        Arbitrary<Integer> ports = Arbitraries.integers().between(0, 65535);
        Arbitrary<Integer> numbers = Arbitraries.integers().between(Integer.MIN_VALUE, Integer.MAX_VALUE);
        Arbitrary<IpAddress> four = Combinators.combine(numbers, ports)
                .as((ip, port) -> new IpAddress(false, 0, ip & 0xFFFF_FFFFL, 0, port));
        Arbitrary<IpAddress> six = Combinators.combine(words(), words(), numbers.injectNull(0.5), ports)
                .as((high, low, scope, port) -> new IpAddress(true, high, low, scope == null ? 0 : scope, port));
        return Arbitraries.oneOf(four, six);
    }

    /** Half of the groups are zero, so that there is something to leave out. */
    private static Arbitrary<Long> words() {
        Arbitrary<Integer> groups = Arbitraries.integers().between(0, 0xFFFF).injectNull(0.5);
        return groups.list().ofSize(4).map(list -> {
            long word = 0;
            for (Integer group : list) {
                word = word << 16 | (group == null ? 0 : group);
            }
            return word;
        });
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatIsWrittenIsReadBack(@ForAll("addresses") IpAddress address) {
        assertEquals(address, Address.parse(address.toString()));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void theJdkReadsWhatIsWritten(@ForAll("addresses") IpAddress address) throws UnknownHostException {
        String text = address.toString();
        String host = text.substring(0, text.lastIndexOf(':')).replaceAll("%.*]", "]");
        assertArrayEquals(unmapped(address.ip()), InetAddress.getByName(host).getAddress());
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void theJdksAddressesAreTaken(@ForAll("addresses") IpAddress address) throws UnknownHostException {
        IpAddress taken = Address.of(InetAddress.getByAddress(address.ip()), address.port());
        assertArrayEquals(unmapped(address.ip()), taken.ip());
        assertEquals(address.port(), taken.port());
    }

    /** Without what the JDK takes and we do not: groups of five digits, and decimal numbers that look octal. */
    @Provide
    Arbitrary<String> almostAddresses() {
        return Arbitraries.of("0", "1", "00", "ffff", "0aB", "1234", ":", ":", ":", ":", "::", "1.2.3.4", "g", ".")
                .list().ofMinSize(1).ofMaxSize(17).map(parts -> String.join("", parts))
                .filter(text -> text.contains(":"))
                .filter(text -> Arrays.stream(text.split("[:.]")).allMatch(part -> part.length() < 5))
                .filter(text -> !text.matches(".*(^|[:.])0[0-9]+[.].*"));
    }

    @Property(tries = 20_000)
    void theJdkTakesAndRefusesTheSameTexts(@ForAll("almostAddresses") String text) {
        byte[] jdks;
        try {
            jdks = InetAddress.getByName("[" + text + "]").getAddress();
        } catch (UnknownHostException e) {
            jdks = null;
        }
        IpAddress ours = AddressParser.literal(text, 0);
        assertArrayEquals(jdks, ours == null ? null : unmapped(ours.ip()));
    }

    @Provide
    Arbitrary<List<Integer>> groups() {
        return Arbitraries.integers().between(0, 0xFFFF).injectNull(0.4).map(group -> group == null ? 0 : group)
                .list().ofSize(8);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void anyRunOfZeroGroupsMayBeLeftOut(@ForAll("groups") List<Integer> groups, @ForAll boolean upper) {
        String full = text(groups, upper);
        IpAddress expected = Address.parse("[" + full + "]:1");
        for (int from = 0; from < 8; from++) {
            for (int to = from; to < 8 && groups.get(to) == 0; to++) {
                String shorter = text(groups.subList(0, from), upper) + "::" + text(groups.subList(to + 1, 8), upper);
                assertEquals(expected, Address.parse("[" + shorter + "]:1"), shorter);
            }
        }
    }

    private static String text(List<Integer> groups, boolean upper) {
        return String.join(":", groups.stream().map(group -> String.format(upper ? "%04X" : "%x", group)).toList());
    }

    /** The JDK takes an IPv4 address that is mapped into IPv6 for what it is. */
    private static byte[] unmapped(byte[] ip) {
        byte[] prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
        return ip.length == 16 && Arrays.equals(ip, 0, 12, prefix, 0, 12) ? Arrays.copyOfRange(ip, 12, 16) : ip;
    }
}
