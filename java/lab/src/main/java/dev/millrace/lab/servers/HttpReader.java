package dev.millrace.lab.servers;

import static dev.millrace.task.Task.await;

import dev.millrace.io.Buffered;
import dev.millrace.io.ByteStream;
import dev.millrace.io.EndOfStream;
import dev.millrace.io.LimitExceeded;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Future;
import dev.millrace.task.TimedOut;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the requests of one connection, within its limits: RFC 9112, sections 6 and 7. */
final class HttpReader {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};
    /** How long the line may be that has a chunk's size, its extensions included. */
    private static final int CHUNK_LINE = 256;
    private static final Pattern CHUNK_SIZE = Pattern.compile("[0-9A-Fa-f]{1,8}");
    private static final int TIMED_OUT = 408;
    private static final int TOO_LARGE = 413;

    private final Buffered in;
    private final HttpLimits limits;

    HttpReader(ByteStream stream, HttpLimits limits) {
        this.in = new Buffered(stream);
        this.limits = limits;
    }

    /** Reads a head; empty if the connection ends before one has begun, or stays silent for too long. */
    Optional<HttpHead> head() {
        try {
            Optional<byte[]> head = CancelScope.tryWithTimeout(limits.headTime(),
                    () -> await(in.readUntil(limits.headBytes(), END_OF_HEAD)));
            if (head.isEmpty() && in.available() > 0) {
                throw new HttpRefused(TIMED_OUT, "the head of the request took too long");
            }
            return head.map(HttpReader::parse);
        } catch (EndOfStream e) {
            return Optional.empty();
        } catch (LimitExceeded e) {
            throw new HttpRefused(431, "the head of the request is longer than " + limits.headBytes() + " bytes");
        }
    }

    /** Some clients end a body with a line that belongs to nothing: one may come before a request line. */
    private static HttpHead parse(byte[] head) {
        int from = head[0] == '\r' && head[1] == '\n' ? CRLF.length : 0;
        return HttpHead.parse(Ascii.decode(head, from, Math.max(0, head.length - END_OF_HEAD.length - from)));
    }

    /** Reads the body that a head announces; without one, none. */
    byte[] body(HttpHead head) {
        try {
            return head.isChunked() ? chunks() : content(head.contentLength());
        } catch (TimedOut e) {
            throw new HttpRefused(TIMED_OUT, "the body of the request took too long");
        } catch (LimitExceeded e) {
            throw HttpHead.bad("a chunk has no size");
        }
    }

    private byte[] content(long length) {
        requireWithin(length);
        ByteArrayOutputStream body = new ByteArrayOutputStream((int) Math.min(length, limits.partBytes()));
        copy((int) length, body);
        return body.toByteArray();
    }

    private byte[] chunks() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size; (size = chunkSize()) > 0;) {
            requireWithin((long) body.size() + size);
            copy(size, body);
            if (line(0).length() > 0) {
                throw HttpHead.bad("a chunk is longer than it says");
            }
        }
        int trailers = 0;
        for (String field; !(field = line(limits.headBytes())).isEmpty();) {
            trailers += field.length();
            if (trailers > limits.headBytes()) {
                throw new HttpRefused(431, "the trailers are too long");
            }
        }
        return body.toByteArray();
    }

    private int chunkSize() {
        String size = line(CHUNK_LINE).split("[; \t]", 2)[0];
        if (!CHUNK_SIZE.matcher(size).matches()) {
            throw HttpHead.bad("a chunk has no size");
        }
        requireWithin(Long.parseLong(size, 16));
        return Integer.parseInt(size, 16);
    }

    private String line(int limit) {
        byte[] line = timed(in.readUntil(limit, CRLF));
        return Ascii.decode(line, 0, line.length - CRLF.length);
    }

    private void copy(int count, ByteArrayOutputStream body) {
        for (int left = count; left > 0;) {
            byte[] part = timed(in.readExactly(Math.min(left, limits.partBytes())));
            body.writeBytes(part);
            left -= part.length;
        }
    }

    private <T> T timed(Future<T> part) {
        return CancelScope.callWithTimeout(limits.partTime(), () -> await(part));
    }

    private void requireWithin(long length) {
        if (length > limits.bodyBytes()) {
            throw new HttpRefused(TOO_LARGE, "the body is longer than " + limits.bodyBytes() + " bytes");
        }
    }
}
