package dev.millrace.net;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The descriptors of this process, seen from outside the runtime. */
final class TcpDescriptors {
    private static final Path ALL = Path.of("/proc/self/fd");
    private static final Pattern NUMBER = Pattern.compile("fd (\\d+)");

    static {
        try {
            // The JDK opens a socket that it keeps when it first closes one of its own.
            new ServerSocket(0).close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private TcpDescriptors() {
    }

    /** Sockets and pollers by number; files are the JVM's own. Empty where the system does not tell (macOS). */
    static Map<Integer, String> open() {
        Map<Integer, String> open = new TreeMap<>();
        if (Files.isDirectory(ALL)) {
            try (Stream<Path> links = Files.list(ALL)) {
                links.forEach(link -> add(open, link));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return open;
    }

    private static void add(Map<Integer, String> open, Path link) {
        try {
            String target = Files.readSymbolicLink(link).toString();
            if (target.startsWith("socket:") || target.startsWith("anon_inode:")) {
                open.put(Integer.valueOf(link.getFileName().toString()), target);
            }
        } catch (IOException e) {
            // Closed in between: the descriptor with which the directory was listed, for one.
        }
    }

    /** The number of a stream's or listener's descriptor. */
    static int of(Object socket) {
        Matcher matcher = NUMBER.matcher(socket.toString());
        if (!matcher.find()) {
            throw new AssertionError("no descriptor in: " + socket);
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** Calls dup(2). */
    static int duplicate(int fd) {
        return NativeLibrary.getInstance("c").getFunction("dup").invokeInt(new Object[] {fd});
    }

    /** Calls close(2), behind every loop's back. */
    static void close(int fd) {
        NativeLibrary.getInstance("c").getFunction("close").invokeInt(new Object[] {fd});
    }
}
