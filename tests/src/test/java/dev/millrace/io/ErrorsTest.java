package dev.millrace.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.millrace.sys.Errno;
import dev.millrace.sys.SystemException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What failures are called and what they say. */
class ErrorsTest {

    @Test
    void brokenIsWhatThePeerOrTheNetworkDid() {
        Set<String> broken = new TreeSet<>();
        for (int errno = -1; errno >= Errno.ENONET; errno--) {
            if (BrokenException.of(errno, "read", "somewhere") instanceof BrokenException) {
                broken.add(Errno.name(errno));
            }
        }
        assertEquals(Set.of("ECONNRESET", "EPIPE", "ETIMEDOUT", "ECONNABORTED", "EHOSTUNREACH", "ENETUNREACH",
                "ENETDOWN", "EHOSTDOWN", "ENOTCONN", "ENONET"), broken);
    }

    @Test
    void aFailedCallNamesTheErrorTheCallAndTheSubject() {
        SystemException failure = BrokenException.of(Errno.ECONNRESET, "read", "127.0.0.1:80 fd 5");
        assertEquals("read 127.0.0.1:80 fd 5: ECONNRESET (connection reset by the peer)", failure.getMessage());
        assertEquals("ECONNRESET", failure.errorName());
        assertEquals("read", failure.call());
    }

    @Test
    void anErrorThatNobodyFitsIsAPlainSystemException() {
        assertFalse(BrokenException.of(Errno.EMFILE, "accept", "") instanceof BrokenException);
        assertFalse(BrokenException.of(Errno.EOTHER - 95, "read", "") instanceof BrokenException);
        assertEquals("accept: EMFILE (" + Errno.text(Errno.EMFILE) + ")",
                BrokenException.of(Errno.EMFILE, "accept", "").getMessage());
    }

    @Test
    void theEndOfAStreamKeepsWhatHadArrived() {
        EndOfStream end = new EndOfStream("5 bytes", new byte[] {1, 2});
        assertEquals("the stream ended after 2 bytes where 5 bytes was expected", end.getMessage());
        end.partial()[0] = 9;
        assertArrayEquals(new byte[] {1, 2}, end.partial());
    }
}
