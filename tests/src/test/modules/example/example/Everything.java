package example;

import static dev.millrace.task.Task.await;

import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.io.BrokenException;
import dev.millrace.io.Buffered;
import dev.millrace.io.BusyException;
import dev.millrace.io.ByteStream;
import dev.millrace.io.ClosedException;
import dev.millrace.io.DescriptorStream;
import dev.millrace.io.EndOfStream;
import dev.millrace.io.IoFailure;
import dev.millrace.io.IoHandler;
import dev.millrace.io.LimitExceeded;
import dev.millrace.loop.EventLoop;
import dev.millrace.loop.Timer;
import dev.millrace.net.Address;
import dev.millrace.net.DatagramSocket;
import dev.millrace.net.IpAddress;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpOptions;
import dev.millrace.net.TcpServer;
import dev.millrace.net.TcpStream;
import dev.millrace.sync.WaitQueue;
import dev.millrace.task.Awaitable;
import dev.millrace.task.CancelScope;
import dev.millrace.task.Cancelled;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Futures;
import dev.millrace.task.IntFuture;
import dev.millrace.task.IntPromise;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.task.TimedOut;
import dev.millrace.testkit.CancelEverywhere;
import dev.millrace.testkit.FailedRun;
import dev.millrace.testkit.Faults;
import dev.millrace.testkit.Host;
import dev.millrace.testkit.Shared;
import dev.millrace.testkit.SimulatedSockets;
import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.Trial;
import dev.millrace.testkit.VirtualClock;
import dev.millrace.testkit.World;
import dev.millrace.testkit.WorldOptions;
import dev.millrace.testkit.network.Link;
import dev.millrace.testkit.schedule.Decisions;
import dev.millrace.testkit.schedule.Run;
import dev.millrace.testkit.schedule.Schedule;
import dev.millrace.tls.Identity;
import dev.millrace.tls.Tls;
import dev.millrace.tls.TlsOptions;
import dev.millrace.tls.TlsStream;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Uses every type that users are shown, each for what it is there for. */
public final class Everything {

    private Everything() {
    }

    /** Says that everything works, or throws. */
    public static void main(String[] args) {
        Millrace.run(Options.DEFAULT.withQuantum(Duration.ofMillis(1)), () -> {
            echo();
            encrypted();
            datagrams();
            failures();
            scopes();
            waiting();
        });
        callbacks();
        simulated();
        System.out.println("everything works");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what);
        }
    }

    private static void echo() {
        TcpOptions options = TcpOptions.DEFAULT.withNoDelay(true);
        try (TcpListener listener = TcpListener.bind(Address.loopback(0), options)) {
            TaskGroup.run(group -> {
                Future<Void> served = listener.serve(group, stream -> {
                    byte[] buffer = new byte[16];
                    for (int n; (n = await(stream.read(buffer))) >= 0; ) {
                        await(stream.write(buffer, 0, n));
                    }
                });
                IpAddress address = listener.localAddress();
                try (TcpStream client = await(TcpStream.connect(address.host(), address.port()))) {
                    await(client.write("hello\nrest".getBytes("UTF-8")));
                    await(client.shutdownOutput());
                    Buffered lines = new Buffered(client);
                    check(await(lines.readLine(10)).equals(Optional.of("hello")), "a line");
                    check(await(lines.readAll(10)).length == 4, "the rest");
                    check(client instanceof DescriptorStream, "a stream over a descriptor");
                }
                listener.close();
                await(served);
            });
        }
    }

    private static void encrypted() throws Exception {
        try (TcpListener listener = TcpListener.bind(Address.loopback(0));
                TcpStream client = await(TcpStream.connect(listener.localAddress()));
                TcpStream server = await(listener.accept())) {
            await(server.write("no TLS here".getBytes("UTF-8")));
            try (TlsStream stream = await(Tls.client(client, TlsOptions.DEFAULT, "localhost"))) {
                check(false, "TLS with a server that knows none: " + stream);
            } catch (BrokenException e) {
                check(client.isClosed(), "a failed handshake closes the stream");
            }
        }
        try {
            check(false, "an identity out of nothing: " + Identity.ofPem("", ""));
        } catch (GeneralSecurityException e) {
            check(e.getMessage().contains("PEM"), "what is wrong with it");
        }
    }

    private static void datagrams() {
        try (DatagramSocket one = DatagramSocket.bind(Address.loopback(0));
                DatagramSocket other = DatagramSocket.bind(Address.loopback(0))) {
            await(one.send(new byte[] {1, 2, 3}, other.localAddress()));
            DatagramSocket.Received received = await(other.receive(new byte[2]));
            check(received.truncated() && received.from().equals(one.localAddress()), "a datagram");
        }
    }

    private static void failures() throws Exception {
        try (TcpListener listener = TcpListener.bind(Address.loopback(0));
                TcpStream client = await(TcpStream.connect(listener.localAddress()));
                TcpStream server = await(listener.accept())) {
            IntFuture waiting = client.read(new byte[1]);
            expect(BusyException.class, () -> await(client.read(new byte[1])));
            await(server.write(new byte[] {1, 2, 3}));
            check(await(waiting) == 1, "the first reader has its byte");
            Buffered buffered = new Buffered(client);
            expect(LimitExceeded.class, () -> await(buffered.readUntil(1, new byte[] {9})));
            server.abort();
            expect(BrokenException.class, () -> await(buffered.readExactly(100)));
            client.close();
            expect(ClosedException.class, () -> await(client.write(new byte[1])));
        }
        try (TcpListener listener = TcpListener.bind(Address.loopback(0));
                TcpStream client = await(TcpStream.connect(listener.localAddress()));
                TcpStream server = await(listener.accept())) {
            server.close();
            expect(EndOfStream.class, () -> await(new Buffered(client).readExactly(1)));
        }
    }

    private static void expect(Class<? extends IoFailure> type, Task.Body body) throws Exception {
        try {
            body.run();
        } catch (IoFailure e) {
            check(type.isInstance(e), type + " was expected, not " + e);
            return;
        }
        throw new IllegalStateException(type + " was expected");
    }

    private static void scopes() {
        try {
            CancelScope.runWithTimeout(Duration.ofMillis(1), () -> await(Future.sleep(Duration.ofDays(1))));
            throw new IllegalStateException("a day has passed");
        } catch (TimedOut e) {
            // As it should.
        }
        CancelScope scope = new CancelScope();
        scope.run(() -> {
            scope.cancel("enough");
            try {
                Task.yieldNow();
            } catch (Cancelled e) {
                check(e.getMessage().equals("enough"), "the reason is told");
                throw e;
            }
        });
        check(scope.caught(), "the scope catches its own cancel");
    }

    private static void waiting() {
        EventLoop loop = Task.current().loop();
        WaitQueue<String> queue = new WaitQueue<>(loop);
        Awaitable first = queue.join();
        queue.wakeFirst("woken");
        check(first.isDone(), "the first is woken");
        IntPromise count = new IntPromise(loop);
        count.complete(7);
        check(await(count.future()) == 7, "a count");
        check(await(Futures.all(List.of(Future.of(loop, 1), Future.of(loop, 2)))).equals(List.of(1, 2)), "both values");
    }

    private static void callbacks() {
        int served = Millrace.runCallbacks(loop -> {
            TcpListener listener = TcpListener.bind(loop, Address.loopback(0));
            TcpServer server = TcpServer.start(listener, stream -> stream.write(new byte[] {42}));
            Promise<Integer> answer = new Promise<>(loop);
            Timer late = loop.timer(() -> answer.tryFail(new IllegalStateException("late")));
            late.arm(Duration.ofMinutes(1));
            TcpStream.connect(loop, listener.localAddress()).map(client -> readOne(client, answer));
            return answer.map(value -> {
                late.cancel();
                server.stop();
                return value;
            });
        });
        check(served == 42, "the byte that was served");
    }

    private static ByteStream readOne(ByteStream stream, Promise<Integer> answer) {
        byte[] into = new byte[1];
        int count = stream.read(into, 0, 1, new IoHandler() {
            @Override
            public void completed(int bytes) {
                answer.complete((int) into[0]);
            }

            @Override
            public void failed(RuntimeException failure) {
                answer.fail(failure);
            }
        });
        if (count != ByteStream.PENDING) {
            answer.complete((int) into[0]);
        }
        return stream;
    }

    private static void simulated() {
        List<String> log = new ArrayList<>();
        WorldOptions options = WorldOptions.DEFAULT.withLink(Link.DIRECT.withLatency(Duration.ofMillis(5)));
        try (World world = new World(Decisions.NATURAL, options)) {
            Faults faults = world.faults();
            faults.packets(packet -> Optional.empty());
            Host server = world.host("server");
            VirtualClock clock = world.clock();
            world.run(server, Options.DEFAULT, () -> await(Future.sleep(Duration.ofDays(365))));
            check(clock.elapsed().toDays() == 365, "a year passes at once");
        }
        try (Simulation simulation = new Simulation()) {
            SimulatedSockets sockets = simulation.sockets();
            simulation.run(() -> log.add("ran"));
            check(sockets.openCount() == 0, "nothing is left open");
        }
        int steps = new CancelEverywhere(Coroutines.best()).check(simulation -> Task.yieldNow(), simulation -> { });
        check(steps > 0 && log.equals(List.of("ran")), "it was run and cancelled");
        tried();
    }

    private static void tried() {
        Run run = new Trial().run(Schedule.NATURAL, () -> new Shared<>("flag", false).set(true));
        check(run.outcome().passed(), "it passed");
        try {
            Simulation.replay("natural", () -> check(new Shared<>(1).get() == 2, "a shared 2"));
            throw new AssertionError("a program that fails has passed");
        } catch (FailedRun e) {
            check(e.run().trace().steps().size() == 2, "two steps ran");
        }
    }
}
