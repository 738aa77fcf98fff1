package dev.millrace.lab;

import dev.millrace.tls.Identity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * Makes the certificate of a server that lives as long as this process. The JDK has no API for that, and keytool would
 * take a process, a second, and a key in a file; so this writes the few fields of X.509 (RFC 5280) in DER (X.690).
 */
final class SelfSigned {
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int BIT_STRING = 3;
    private static final int OCTET_STRING = 4;
    private static final int TEXT = 12;
    private static final int TIME = 23;
    /** The tags 0 and 3 of the certificate: its version and its extensions. */
    private static final int VERSION = 0xa0;
    private static final int EXTENSIONS = 0xa3;
    /** The tag of a host name among the alternative names. */
    private static final int HOST = 0x82;
    /** Up to here a length is written as it is; from there on, how many bytes it takes comes first. */
    private static final int LONGEST_AS_IT_IS = 127;
    private static final int ONE_BYTE_OF_LENGTH = 0x81;
    private static final int TWO_BYTES_OF_LENGTH = 0x82;

    private static final byte[] VERSION_3 = hex("020102");
    private static final byte[] SERIAL_NUMBER_1 = hex("020101");
    private static final byte[] ECDSA_WITH_SHA256 = hex("300a06082a8648ce3d040302");
    private static final byte[] COMMON_NAME = hex("0603550403");
    private static final byte[] ALTERNATIVE_NAMES = hex("0603551d11");
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private SelfSigned() {
    }

    /** Makes a key on the curve P-256, and its certificate for a host: valid from an hour ago, for a day. */
    static Identity identity(String host) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        byte[] signed = der(SEQUENCE,
                der(VERSION, VERSION_3), SERIAL_NUMBER_1, ECDSA_WITH_SHA256, name(host), validity(), name(host),
                pair.getPublic().getEncoded(), der(EXTENSIONS, der(SEQUENCE, alternativeName(host))));
        byte[] certificate = der(SEQUENCE, signed, ECDSA_WITH_SHA256, bits(signature(signed, pair.getPrivate())));
        return Identity.of(pair.getPrivate(), (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(certificate)));
    }

    private static byte[] signature(byte[] signed, PrivateKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(signed);
        return signature.sign();
    }

    private static byte[] name(String host) {
        return der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(TEXT, ascii(host)))));
    }

    private static byte[] validity() {
        Instant from = Instant.now().minusSeconds(3_600);
        return der(SEQUENCE, time(from), time(from.plusSeconds(86_400)));
    }

    private static byte[] time(Instant instant) {
        return der(TIME, ascii(UTC_TIME.format(instant)));
    }

    private static byte[] alternativeName(String host) {
        return der(SEQUENCE, ALTERNATIVE_NAMES, der(OCTET_STRING, der(SEQUENCE, der(HOST, ascii(host)))));
    }

    /** Returns whole bytes as a string of bits: the first byte says how many bits of the last are unused. */
    private static byte[] bits(byte[] bytes) {
        return der(BIT_STRING, new byte[1], bytes);
    }

    /** Returns tag, length and content. */
    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        if (content.size() > 0xff) {
            whole.write(TWO_BYTES_OF_LENGTH);
            whole.write(content.size() >> 8);
        } else if (content.size() > LONGEST_AS_IT_IS) {
            whole.write(ONE_BYTE_OF_LENGTH);
        }
        whole.write(content.size());
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }

    private static byte[] ascii(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        text.chars().forEach(bytes::write);
        return bytes.toByteArray();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
