package dev.millrace.lab;

import dev.millrace.lab.servers.HttpLimits;
import dev.millrace.lab.servers.HttpRequest;
import dev.millrace.lab.servers.HttpResponse;
import dev.millrace.lab.servers.HttpServer;
import dev.millrace.loop.EventLoop;
import dev.millrace.net.TcpListener;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code http}. */
@Command(
        name = "http",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        showDefaultValues = true,
        description = {"Serves HTTP/1.1 until SIGINT or SIGTERM; a second one ends it at once.",
            "GET / is a word, GET /bytes/N as many bytes, GET /parts/N as many parts of 1 KiB; POST /echo comes back."},
        footer = {"", "Status 0: ended by a signal. 1: could not serve. 2: wrong options."})
final class HttpCommand extends ServerCommand {
    private static final Pattern COUNTED = Pattern.compile("/(bytes|parts)/([0-9]{1,7})");
    private static final int PART = 1024;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "8080", description = "0 lets the system choose.")
    private int port;

    @Mixin
    private final TlsFiles tls = new TlsFiles();
    private TcpListener.Body body;

    HttpCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int port() {
        return port;
    }

    @Override
    public Integer call() {
        body = tls.over(new HttpServer(HttpLimits.DEFAULT, HttpCommand::answer)::serve);
        return super.call();
    }

    @Override
    Server server(EventLoop loop, Duration grace) {
        return connections(loop, grace, body);
    }

    private static HttpResponse answer(HttpRequest request) {
        String method = request.method();
        boolean get = method.equals("GET") || method.equals("HEAD");
        Matcher counted = COUNTED.matcher(request.target());
        if (request.target().equals("/echo")) {
            return method.equals("POST") || method.equals("PUT")
                    ? HttpResponse.of(200, "application/octet-stream", request.body())
                    : HttpResponse.text(405, "POST it");
        }
        if (!get) {
            return HttpResponse.text(405, "GET it");
        }
        if (request.target().equals("/")) {
            return HttpResponse.text(200, "hello");
        }
        if (!counted.matches()) {
            return HttpResponse.text(404, "there is no such thing");
        }
        int count = Integer.parseInt(counted.group(2));
        return counted.group(1).equals("bytes")
                ? HttpResponse.of(200, "application/octet-stream", new byte[count])
                : HttpResponse.inParts(200, "application/octet-stream", parts(count));
    }

    private static Iterator<byte[]> parts(int count) {
        return Collections.nCopies(count, new byte[PART]).iterator();
    }
}
