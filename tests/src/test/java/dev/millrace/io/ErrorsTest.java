package dev.millrace.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.millrace.sys.Errno;
import dev.millrace.sys.SystemException;
import java.util.List;
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
                "ENETDOWN", "EHOSTDOWN", "ENOTCONN", "ENONET", "ECONNREFUSED"), broken);
    }

    @Test
    void aFailedCallNamesTheErrorTheCallAndTheSubject() {
        BrokenException failure = new BrokenException(Errno.ECONNRESET, "read", "127.0.0.1:80 fd 5");
        assertEquals("read 127.0.0.1:80 fd 5: ECONNRESET (connection reset by the peer)", failure.getMessage());
        assertEquals("ECONNRESET", failure.errorName());
        assertEquals("read", failure.call());
    }

    @Test
    void anErrorThatNobodyFitsIsAPlainSystemException() {
        assertInstanceOf(SystemException.class, BrokenException.of(Errno.EMFILE, "accept", ""));
        assertInstanceOf(SystemException.class, BrokenException.of(Errno.EOTHER - 95, "read", ""));
        assertEquals("accept: EMFILE (" + Errno.text(Errno.EMFILE) + ")",
                BrokenException.of(Errno.EMFILE, "accept", "").getMessage());
    }

    @Test
    void everyKindOfFailureIsAnIoFailure() {
        Class<?>[] kinds = IoFailure.class.getPermittedSubclasses();
        assertEquals(List.of(ClosedException.class, BrokenException.class, BusyException.class, EndOfStream.class,
                LimitExceeded.class), List.of(kinds));
    }

    @Test
    void theEndOfAStreamKeepsWhatHadArrived() {
        EndOfStream end = new EndOfStream("5 bytes", new byte[] {1, 2});
        assertEquals("the stream ended after 2 bytes where 5 bytes was expected", end.getMessage());
        end.partial()[0] = 9;
        assertArrayEquals(new byte[] {1, 2}, end.partial());
    }
}
