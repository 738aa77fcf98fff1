package dev.millrace.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses as text and as bytes. */
class AddressTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "0.0.0.0:0",
        "127.0.0.1:80",
        "255.255.255.255:65535",
        "[::]:0",
        "[::1]:80",
        "[2001:db8::1]:443",
        "[2001:db8:0:1:1:1:1:1]:1",
        "[2001:0:0:1::1]:1",
        "[2001:db8::1:0:0:1]:1",
        "[1::]:1",
        "[1:2:3:4:5:6:7:8]:1",
        "[::ffff:192.0.2.128]:1",
        "[fe80::1%7]:1",
        "[fe80::1%4294967295]:1",
    })
    void isWrittenAsRfc5952SaysAndReadBack(String text) {
        assertEquals(text, Address.parse(text).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "[0:0:0:0:0:0:0:1]:80, [::1]:80",
        "[2001:DB8:0:0:8:800:200C:417A]:1, [2001:db8::8:800:200c:417a]:1",
        "[2001:0db8:0000:0000:0000:0000:0000:0001]:1, [2001:db8::1]:1",
        "[0::0]:1, [::]:1",
        "[1:2:3:4:5:6:7::]:1, [1:2:3:4:5:6:7:0]:1",
        "[::2:3:4:5:6:7:8]:1, [0:2:3:4:5:6:7:8]:1",
        "[1:0:0:0:4::]:1, [1::4:0:0:0]:1",
        "[1:0:0:4::8]:1, [1:0:0:4::8]:1",
        "[1:0:0:4:5:0:0:8]:1, [1::4:5:0:0:8]:1",
        "[::13.1.68.3]:1, [::d01:4403]:1",
        "[::FFFF:129.144.52.38]:1, [::ffff:129.144.52.38]:1",
        "[::ffff:8190:3426]:1, [::ffff:129.144.52.38]:1",
        "[1:2:3:4:5:6:1.2.3.4]:1, [1:2:3:4:5:6:102:304]:1",
        "[fe80::1%0]:1, [fe80::1]:1",
        "127.0.0.1:00080, 127.0.0.1:80",
    })
    void isReadInEveryFormOfRfc4291(String text, String canonical) {
        assertEquals(canonical, Address.parse(text).toString());
        assertEquals(Address.parse(canonical), Address.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", ":", "80", "127.0.0.1", "localhost:80", ":80", "1.2.3:80", "1.2.3.4.5:80", "1.2.3.256:80", "01.2.3.4:80",
        "1.2.3.-4:80", "1.2.3.+4:80", " 1.2.3.4:80", "1.2.3.4 :80", "1.2.3.\u0664:80", "1.2.3.4:", "1.2.3.4:-1",
        "1.2.3.4:65536", "1.2.3.4:8o", "1.2.3.4: 80", "1.2.3.4:4294967376", "::1:80", "[::1]", "[::1", "[", "[:",
        "[]:80", "[::1]80", "[::1]x:80", "[[::1]]:80", "[1.2.3.4]:80", "[:::]:80", "[1::2::3]:80", "[1:2:3:4:5:6:7]:80",
        "[1:2:3:4:5:6:7:8:9]:80", "[1:2:3:4:5:6:7:8::]:80", "[::1:2:3:4:5:6:7:8]:80", "[12345::]:80", "[g::]:80",
        "[:1::]:80", "[1:]:80", "[::1.2.3]:80", "[::1.2.3.4:5]:80", "[1.2.3.4::]:80", "[1:2.3.4.5::6]:80",
        "[::256.0.0.1]:80", "[fe80::1%]:80", "[fe80::1%no such interface]:80", "[fe80::1%4294967296]:80",
    })
    void refusesWhatIsNoAddressAndNamesIt(String text) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> Address.parse(text));
        assertTrue(refused.getMessage().startsWith("'" + text + "' is not an address: "), refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "1.2.3.4       | it is ADDRESS:PORT, or [ADDRESS]:PORT for IPv6",
        "::1:80        | it is ADDRESS:PORT, or [ADDRESS]:PORT for IPv6",
        "1.2.3.4:65536 | port '65536' is not a number from 0 to 65535",
        "1.2.3.4:http  | port 'http' is not a number from 0 to 65535",
        "localhost:80  | 'localhost' is not a literal IPv4 address; look names up by Address.lookup",
        "[::x]:80      | '::x' is not a literal IPv6 address; look names up by Address.lookup",
    })
    void saysWhyItRefuses(String text, String why) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> Address.parse(text));
        assertEquals("'" + text + "' is not an address: " + why, refused.getMessage());
    }

    @Test
    @Tag("case-164")
    void aScopeMayBeTheNameOfAnInterface() throws Exception {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        IpAddress address = Address.parse("[fe80::1%" + loopback.getName() + "]:80");
        assertEquals(loopback.getIndex(), address.scope());
        assertEquals("[fe80::1%" + loopback.getIndex() + "]:80", address.toString());
    }

    @Test
    void namesTheUsualAddresses() {
        assertEquals("127.0.0.1:7", Address.loopback(7).toString());
        assertEquals("0.0.0.0:7", Address.any(7).toString());
        assertEquals("[::1]:8", Address.parse("[::1]:7").withPort(8).toString());
    }

    @Test
    void isEqualByValue() {
        assertEquals(Address.loopback(80), Address.parse("127.0.0.1:80"));
        assertEquals(Address.loopback(80).hashCode(), Address.parse("127.0.0.1:80").hashCode());
        assertFalse(Address.loopback(80).equals(Address.loopback(81)));
        assertFalse(Address.parse("[::ffff:127.0.0.1]:80").equals(Address.loopback(80)));
    }

    @Test
    void refusesImpossibleNumbers() {
        assertThrows(IllegalArgumentException.class, () -> Address.loopback(-1));
        assertThrows(IllegalArgumentException.class, () -> Address.any(65536));
        assertThrows(IllegalArgumentException.class, () -> new IpAddress(false, 1, 0, 0, 80));
        assertThrows(IllegalArgumentException.class, () -> new IpAddress(false, 0, 1L << 32, 0, 80));
        assertThrows(IllegalArgumentException.class, () -> new IpAddress(false, 0, 0, 1, 80));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:80, 127.0.0.1", "[::1]:80, ::1", "[::ffff:1.2.3.4]:5, ::ffff:1.2.3.4"})
    void hostIsTheAddressWithoutThePort(String text, String host) {
        assertEquals(host, Address.parse(text).host());
    }
}
