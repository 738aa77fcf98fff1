package dev.millrace.bench;

import static dev.millrace.task.Task.await;

import dev.millrace.Millrace;
import dev.millrace.io.ByteStream;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.task.TaskGroup;
import dev.millrace.tls.Tls;
import dev.millrace.tls.TlsOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import javax.net.ServerSocketFactory;
import javax.net.SocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What TLS costs a server, over plain TCP and beside the JDK's sockets: {@code java -cp benchmarks.jar
 * dev.millrace.bench.TlsCosts [ROUNDS]} prints the throughput and the time of the server's thread, per MiB that it
 * reads or writes, and per echo of 64 bytes. Not JMH's: the client, the same for all, is a thread of its own, and only
 * the server's processor time counts.
 */
public final class TlsCosts {
    private static final int MIB = 1 << 20;
    private static final int MIBS = 64;
    private static final int ECHOES = 20_000;
    private static final int SMALL = 64;
    private static final char[] PASSWORD = "secret".toCharArray();

    private final SSLContext context;
    private final boolean tls;
    private final boolean loop;

    private TlsCosts(SSLContext context, boolean tls, boolean loop) {
        this.context = context;
        this.tls = tls;
        this.loop = loop;
    }

    /** Runs. */
    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        SSLContext context = context();
        for (int round = 1; round <= rounds; round++) {
            for (int kind = 0; kind < 4; kind++) {
                new TlsCosts(context, kind >= 2, kind % 2 == 0).run(round);
            }
        }
    }

    private void run(int round) throws Exception {
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Thread server = new Thread(() -> {
            try {
                if (loop) {
                    serveInLoop(port);
                } else {
                    serveInThread(port);
                }
            } catch (Exception e) {
                port.completeExceptionally(e);
                throw new IllegalStateException(e);
            }
        });
        server.start();
        SocketFactory factory = tls ? context.getSocketFactory() : SocketFactory.getDefault();
        StringBuilder line = new StringBuilder("%d %s %-6s".formatted(round, tls ? "tls" : "tcp",
                loop ? "loop" : "thread"));
        for (char work : new char[] {'e', 'u', 'd'}) {
            try (Socket socket = factory.createSocket(InetAddress.getLoopbackAddress(), port.get())) {
                socket.setTcpNoDelay(true);
                socket.getOutputStream().write(work);
                socket.getInputStream().read();
                long cpu = ManagementFactory.getThreadMXBean().getThreadCpuTime(server.getId());
                long start = System.nanoTime();
                act(work, socket.getInputStream(), socket.getOutputStream());
                double nanos = System.nanoTime() - start;
                double spent = ManagementFactory.getThreadMXBean().getThreadCpuTime(server.getId()) - cpu;
                line.append(work == 'e'
                        ? " | echo %6.1f us, cpu %5.1f us".formatted(nanos / ECHOES / 1e3, spent / ECHOES / 1e3)
                        : " | %s %5.0f MiB/s, cpu %5.0f us/MiB".formatted(work == 'u' ? "read" : "write",
                                MIBS * 1e9 / nanos, spent / MIBS / 1e3));
            }
        }
        System.out.println(line);
        server.join();
    }

    /** What the client does. The server stays until we have read its processor time, and closed. */
    private static void act(char work, InputStream in, OutputStream out) throws IOException {
        byte[] bytes = new byte[work == 'e' ? SMALL : 1 << 16];
        switch (work) {
            case 'u' -> {
                for (long left = (long) MIBS * MIB; left > 0; left -= bytes.length) {
                    out.write(bytes);
                }
                in.read();
            }
            case 'd' -> {
                for (long left = (long) MIBS * MIB; left > 0;) {
                    left -= in.read(bytes);
                }
            }
            default -> {
                for (int i = 0; i < ECHOES; i++) {
                    out.write(bytes);
                    in.readNBytes(bytes, 0, SMALL);
                }
            }
        }
    }

    private void serveInLoop(CompletableFuture<Integer> port) {
        TlsOptions options = TlsOptions.DEFAULT.withContext(context);
        Millrace.run(() -> {
            try (TcpListener listener = TcpListener.bind(Address.loopback(0))) {
                port.complete(listener.localAddress().port());
                for (int i = 0; i < 3; i++) {
                    var tcp = await(listener.accept());
                    try (ByteStream stream = tls ? await(Tls.server(tcp, options)) : tcp) {
                        serve(stream);
                    }
                }
            }
        });
    }

    private static void serve(ByteStream stream) {
        byte[] one = new byte[1];
        await(stream.read(one));
        await(stream.write(one));
        byte[] bytes = new byte[1 << 16];
        switch (one[0]) {
            case 'u' -> {
                for (long left = (long) MIBS * MIB; left > 0;) {
                    left -= await(stream.read(bytes));
                }
                await(stream.write(one));
            }
            case 'd' -> {
                for (long left = (long) MIBS * MIB; left > 0; left -= bytes.length) {
                    await(stream.write(bytes));
                }
            }
            default -> {
                for (int i = 0; i < ECHOES; i++) {
                    await(stream.write(bytes, 0, await(stream.read(bytes))));
                }
            }
        }
        await(stream.read(one));
    }

    private void serveInThread(CompletableFuture<Integer> port) throws IOException {
        ServerSocketFactory factory = tls ? context.getServerSocketFactory() : ServerSocketFactory.getDefault();
        try (ServerSocket listener = factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port.complete(listener.getLocalPort());
            for (int i = 0; i < 3; i++) {
                try (Socket socket = listener.accept()) {
                    socket.setTcpNoDelay(true);
                    serve(socket.getInputStream(), socket.getOutputStream());
                }
            }
        }
    }

    private static void serve(InputStream in, OutputStream out) throws IOException {
        int work = in.read();
        out.write(work);
        byte[] bytes = new byte[1 << 16];
        switch (work) {
            case 'u' -> {
                for (long left = (long) MIBS * MIB; left > 0;) {
                    left -= in.read(bytes);
                }
                out.write(work);
            }
            case 'd' -> {
                for (long left = (long) MIBS * MIB; left > 0; left -= bytes.length) {
                    out.write(bytes);
                }
            }
            default -> {
                for (int i = 0; i < ECHOES; i++) {
                    out.write(bytes, 0, in.read(bytes));
                }
            }
        }
        in.read();
    }

    /** Makes a context that is and trusts one certificate, by keytool. */
    private static SSLContext context() throws Exception {
        Path directory = Files.createTempDirectory("millrace");
        Path file = directory.resolve("keys.p12");
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                "-dname", "CN=localhost", "-keyalg", "EC", "-groupname", "secp256r1", "-keystore", file.toString(),
                "-storepass", new String(PASSWORD)).inheritIO().start().waitFor();
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
        Files.delete(file);
        Files.delete(directory);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("it", store.getCertificate(store.aliases().nextElement()));
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
