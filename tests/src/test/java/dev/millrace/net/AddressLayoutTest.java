package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.sys.Sockets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses cross into the native layer in the bytes that {@code millrace.h} describes. */
class AddressLayoutTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:258, 04180102000000007f000001000000000000000000000000",
        "255.254.253.252:65535, 0418ffff00000000fffefdfc000000000000000000000000",
        "[::1]:80, 061800500000000000000000000000000000000000000001",
        "[2001:db8::ff00%2311527]:1, 061800010023456720010db800000000000000000000ff00",
    })
    void layoutIsFamilyLengthPortScopeAddress(String text, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertEquals(Sockets.IP_ADDRESS_BYTES, bytes.length);
        assertArrayEquals(bytes, Address.parse(text).toBytes());
        assertEquals(Address.parse(text), IpAddress.fromBytes(bytes));
    }

    @Property
    void addressesSurviveTheCrossing(@ForAll boolean six, @ForAll long high, @ForAll long low, @ForAll int scope,
            @ForAll @IntRange(max = 65535) int port) {
        IpAddress address = six
                ? new IpAddress(true, high, low, scope, port)
                : new IpAddress(false, 0, low & 0xFFFF_FFFFL, 0, port);
        assertEquals(address, IpAddress.fromBytes(address.toBytes()));
    }
}
