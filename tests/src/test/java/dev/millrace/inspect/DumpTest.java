package dev.millrace.inspect;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.InVirtualTime;
import dev.millrace.Millrace;
import dev.millrace.Options;
import dev.millrace.fixture.Outside;
import dev.millrace.loop.EventLoop;
import dev.millrace.net.Address;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.sync.Channel;
import dev.millrace.sync.Condition;
import dev.millrace.sync.Event;
import dev.millrace.sync.Hold;
import dev.millrace.sync.Lock;
import dev.millrace.sync.RwLock;
import dev.millrace.sync.Semaphore;
import dev.millrace.task.Future;
import dev.millrace.task.Futures;
import dev.millrace.task.Promise;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a dump says of tasks. */
class DumpTest extends InVirtualTime {
    private static final String PLACE = " at [^:(]*\\([^)]*\\)";

    /** Runs a body beside others, lets them come to where they wait, and returns what it says without places. */
    private String tree(TaskGroup.VoidBody others) {
        return value(() -> TaskGroup.call(group -> {
            others.run(group);
            sleep(1);
            String seen = Millrace.dump().replaceAll(PLACE, "");
            group.scope().cancel();
            return seen;
        })).trim();
    }

    private String waiting(Task.Body body) {
        String seen = tree(group -> group.start("waiter", body));
        return seen.replaceAll("(?s).*waiter: ", "");
    }

    @Test
    void tasksStandUnderTheOneThatOpenedTheirGroup() {
        String seen = tree(group -> {
            group.start("one", () -> TaskGroup.run(inner -> {
                inner.start("deep", () -> sleep(5));
                inner.start(() -> sleep(7));
            }));
            group.start("two", () -> sleep(9));
        });
        assertEquals(String.join("\n", "main: runs",
                "|- one: waits for the tasks of a group that it leaves, since 0.001 s",
                "|  |- deep: awaits sleep of PT0.005S, since 0.001 s",
                "|  `- (task): awaits sleep of PT0.007S, since 0.001 s",
                "`- two: awaits sleep of PT0.009S, since 0.001 s"), seen);
    }

    @Test
    void theTableHasThePathTheStateAndTheShare() {
        List<String> lines = value(() -> TaskGroup.call(group -> {
            group.in(Task.current().loop().share().child("background", 10));
            group.start("one", () -> TaskGroup.run(inner -> inner.start("deep", () -> sleep(5))));
            sleep(1);
            group.start("late", () -> { });
            String table = Dump.of(Task.current().loop()).table().replaceAll(PLACE, "");
            return table.lines().map(line -> line.replaceAll(" {2,}", "|")).toList();
        }));
        assertEquals("PATH|STATE|SHARE|SINCE|DOING", lines.get(0));
        assertTrue(lines.get(1).startsWith("main|running|"), lines.get(1));
        assertEquals("main/one|leaving group|background|0.001 s|waits for the tasks of a group that it leaves",
                lines.get(2));
        assertEquals("main/late|not begun|background|-|has not begun", lines.get(3));
        assertEquals("main/one/deep|suspended|background|0.001 s|awaits sleep of PT0.005S", lines.get(4));
    }

    @Test
    void theLineOfCodeIsSaid() {
        String seen = value(() -> TaskGroup.call(group -> {
            Outside.startSleeping(group, "here", ms(5));
            sleep(1);
            return Millrace.dump();
        }));
        assertTrue(seen.contains("here: awaits sleep of PT0.005S, since 0.001 s at " + Outside.class.getName()
                + ".sleep(Outside.java:"), seen);
    }

    @Test
    void aReadyTaskAndOneThatRunsAreToldApart() {
        String seen = value(() -> TaskGroup.call(group -> {
            Promise<Void> soon = new Promise<>(Task.current().loop());
            group.start("woken", () -> await(soon));
            sleep(1);
            soon.complete(null);
            return Millrace.dump().replaceAll(PLACE, "");
        }));
        assertEquals("main: runs\n`- woken: is ready\n", seen);
    }

    @Test
    void everyPrimitiveSaysWhatItIs() {
        assertEquals("awaits Event, since 0.001 s", waiting(() -> await(new Event().whenSet())));
        assertEquals("awaits Channel 'jobs' receive, since 0.001 s",
                waiting(() -> await(Channel.bounded(1).named("jobs").receive())));
        assertEquals("awaits Channel send, since 0.001 s",
                waiting(() -> await(Channel.<String>bounded(0).send("x"))));
        assertEquals("awaits Semaphore 'slots', since 0.001 s",
                waiting(() -> await(new Semaphore(0).named("slots").acquire())));
        assertEquals("awaits a future made from sleep of PT1S, since 0.001 s",
                waiting(() -> await(Future.sleep(ms(1000)).map(nothing -> 1))));
        assertEquals("awaits all of Event, sleep of PT1S, since 0.001 s",
                waiting(() -> await(Futures.all(List.of(new Event().whenSet(), Future.sleep(ms(1000)))))));
        assertEquals("awaits signal of a condition of Lock 'queue', since 0.001 s", waiting(() -> {
            Lock lock = new Lock().named("queue");
            Condition changed = lock.condition();
            try (Hold hold = await(lock.acquire())) {
                await(changed.signalled(hold));
            }
        }));
    }

    @Test
    void aLockSaysWhoHasIt() {
        String seen = tree(group -> {
            Lock accounts = new Lock().named("accounts");
            group.start("teller", () -> accounts.run(() -> sleep(5)));
            group.start("clerk", () -> accounts.run(() -> { }));
            RwLock book = new RwLock();
            group.start("reader", () -> {
                Hold hold = await(book.read());
                sleep(5);
                hold.close();
            });
            group.start("writer", () -> await(book.write()).close());
            group.start("late", () -> await(book.read()).close());
            Semaphore one = new Semaphore(1);
            group.start("in", () -> one.run(() -> sleep(5)));
            group.start("out", () -> one.run(() -> { }));
        });
        assertTrue(seen.contains("clerk: awaits Lock 'accounts' held by Task teller"), seen);
        assertTrue(seen.contains("writer: awaits RwLock held by Task reader"), seen);
        assertTrue(seen.contains("late: awaits RwLock behind Task writer"), seen);
        assertTrue(seen.contains("out: awaits Semaphore held by Task in"), seen);
    }

    @Test
    void socketsAreNamed() {
        String seen = value(() -> TaskGroup.call(group -> {
            TcpListener listener = TcpListener.bind(Address.loopback(7007));
            group.start("server", () -> {
                try (TcpStream stream = await(listener.accept())) {
                    group.start("second", () -> await(listener.accept()));
                    await(stream.read(new byte[1]));
                }
            });
            TcpStream client = await(TcpStream.connect(listener.localAddress()));
            sleep(10);
            String all = Millrace.dump();
            group.scope().cancel();
            client.close();
            listener.close();
            return all;
        }));
        assertTrue(seen.contains("server: awaits read of tcp 127.0.0.1:"), seen);
        assertTrue(seen.contains("second: awaits accept of tcp listener 127.0.0.1:7007"), seen);
    }

    @Test
    void aLoopWithoutTasksSaysSo() {
        assertEquals("no tasks\n", Dump.of(simulation.loop()).tree());
        run(group -> { });
        assertEquals("no tasks\n", Dump.of(simulation.loop()).table());
    }

    @Test
    void onlyTheLoopsThreadMayTakeOneItself() {
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> assertThrows(IllegalStateException.class,
                () -> Dump.of(simulation.loop())));
        other.join();
        assertThrows(IllegalStateException.class, Millrace::dump);
    }

    @Test
    void anotherThreadIsAnsweredByTheLoop() {
        String seen = Millrace.run(Options.DEFAULT, () -> {
            EventLoop loop = Task.current().loop();
            return await(Future.offload(() -> Dump.ask(loop, Duration.ofMinutes(1), Dump::tree)));
        });
        assertTrue(seen.startsWith("main: awaits blocking work, since "), seen);
    }

    @Test
    void aStalledLoopIsToldByTheStackOfItsStep() {
        String seen = Millrace.run(Options.DEFAULT, () -> {
            EventLoop loop = Task.current().loop();
            CountDownLatch answered = new CountDownLatch(1);
            CompletableFuture<String> dump = CompletableFuture.supplyAsync(() -> {
                try {
                    return Dump.ask(loop, Duration.ofMillis(1), Dump::tree);
                } finally {
                    answered.countDown();
                }
            });
            stall(answered);
            return dump.join();
        });
        assertTrue(seen.startsWith("the loop has not answered within PT0.001S: "), seen);
        assertTrue(seen.contains("DumpTest.stall("), seen);
    }

    private static void stall(CountDownLatch until) {
        while (until.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aClosedLoopIsToldToo() {
        EventLoop loop = Millrace.open();
        loop.close();
        assertEquals("the loop is closed",
                CompletableFuture.supplyAsync(() -> Dump.ask(loop, Duration.ofSeconds(1), Dump::tree)).join());
    }

    @Test
    void inDebugModeATaskSaysWhereItWasMade() {
        String seen = Millrace.run(Options.DEFAULT.withDebug(true), () -> TaskGroup.call(group -> {
            Outside.startSleeping(group, "late", ms(1));
            return Millrace.dump();
        }));
        assertTrue(seen.contains("late: has not begun, made at " + Outside.class.getName() + ".startSleeping("), seen);
    }
}
