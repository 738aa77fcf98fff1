package dev.millrace.lab.servers;

import static dev.millrace.task.Task.await;

import dev.millrace.io.BrokenException;
import dev.millrace.io.ByteStream;
import dev.millrace.io.EndOfStream;
import dev.millrace.task.CancelScope;
import dev.millrace.task.TimedOut;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;

/**
 * Serves HTTP/1.1 and HTTP/1.0 (RFC 9112) to one peer at a time: connections that stay open, requests sent ahead,
 * bodies in chunks, and Expect. A peer that is wrong, too slow or too big is told so by status 400, 408, 413 or 431,
 * and its connection ends. For tasks.
 */
public final class HttpServer {
    private static final byte[] CONTINUE = Ascii.encode("HTTP/1.1 100 Continue\r\n\r\n");
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = Ascii.encode("0\r\n\r\n");
    /** How many bytes of a request that was refused are read, so that its peer reads the answer before a reset. */
    private static final int DRAINED = 1 << 20;

    private final HttpLimits limits;
    private final Handler handler;

    /** Makes the answers. */
    @FunctionalInterface
    public interface Handler {
        /** Answers a request, in the task of its connection. What this throws is answered with 500, and thrown on. */
        HttpResponse handle(HttpRequest request) throws Exception;
    }

    /** Makes a server. */
    public HttpServer(HttpLimits limits, Handler handler) {
        this.limits = Objects.requireNonNull(limits, "limits");
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    /** Serves a connection until either end ends it. The caller closes the stream. */
    public void serve(ByteStream stream) throws Exception {
        HttpReader reader = new HttpReader(stream, limits);
        try {
            Optional<HttpHead> head;
            do {
                head = reader.head();
            } while (head.isPresent() && exchange(stream, reader, head.get()));
        } catch (HttpRefused refused) {
            refuse(stream, refused);
        } catch (BrokenException | EndOfStream e) {
            // The peer is gone, or went in the middle of a body.
        } catch (TimedOut e) {
            // It does not take its answer: an end in good order would have to wait for it.
            stream.abort();
        }
    }

    /** Answers one request, and returns whether another may follow. */
    private boolean exchange(ByteStream stream, HttpReader reader, HttpHead head) throws Exception {
        boolean announced = head.isChunked() || head.contentLength() > 0;
        if (head.expectsContinue() && announced) {
            send(stream, CONTINUE);
        }
        byte[] body = reader.body(head);
        HttpResponse response;
        try {
            response = handler.handle(new HttpRequest(head.method(), head.target(), head.fields(), body));
        } catch (Exception e) {
            answer(stream, head, HttpResponse.text(500, "failed"), false);
            throw e;
        }
        boolean more = head.keepsAlive() && (response.parts().isEmpty() || head.version() == 1);
        answer(stream, head, response, more);
        return more;
    }

    private void answer(ByteStream stream, HttpHead head, HttpResponse response, boolean more) {
        boolean chunked = response.parts().isPresent() && head.version() == 1;
        byte[] start = response.head(chunked, more);
        if (head.method().equals("HEAD")) {
            send(stream, start);
        } else if (response.parts().isEmpty()) {
            send(stream, start, response.body());
        } else {
            send(stream, start);
            sendParts(stream, response.parts().get(), chunked);
        }
    }

    private void sendParts(ByteStream stream, Iterator<byte[]> parts, boolean chunked) {
        while (parts.hasNext()) {
            byte[] part = parts.next();
            if (chunked) {
                send(stream, Ascii.encode(Integer.toHexString(part.length) + "\r\n"), part, CRLF);
            } else {
                send(stream, part);
            }
        }
        if (chunked) {
            send(stream, LAST_CHUNK);
        }
    }

    /** Sends in parts, each of which the peer has to make room for in time. */
    private void send(ByteStream stream, byte[]... arrays) {
        long length = 0;
        for (byte[] array : arrays) {
            length += array.length;
        }
        if (length <= limits.partBytes()) {
            CancelScope.runWithTimeout(limits.partTime(), () -> await(stream.write(arrays)));
            return;
        }
        for (byte[] array : arrays) {
            for (int from = 0; from < array.length; from += limits.partBytes()) {
                int start = from;
                int count = Math.min(limits.partBytes(), array.length - from);
                CancelScope.runWithTimeout(limits.partTime(), () -> await(stream.write(array, start, count)));
            }
        }
    }

    /**
     * Answers with an error and ends in good order. What still comes is read and dropped, for a while: a socket that is
     * closed with bytes unread resets its connection, and the peer may then never see the answer.
     */
    private void refuse(ByteStream stream, HttpRefused refused) {
        try {
            HttpResponse answer = HttpResponse.text(refused.status, refused.getMessage());
            send(stream, answer.head(false, false), answer.body());
            await(stream.shutdownOutput());
            CancelScope.tryWithTimeout(limits.partTime(), () -> {
                byte[] dropped = new byte[limits.partBytes()];
                int count;
                for (int left = DRAINED; left > 0 && (count = await(stream.read(dropped))) >= 0;) {
                    left -= count;
                }
                return null;
            });
        } catch (BrokenException | TimedOut e) {
            stream.abort();
        }
    }
}
