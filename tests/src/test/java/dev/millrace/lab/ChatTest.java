package dev.millrace.lab;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.Millrace;
import dev.millrace.io.Buffered;
import dev.millrace.io.IoFailure;
import dev.millrace.net.Address;
import dev.millrace.net.IpAddress;
import dev.millrace.net.TcpListener;
import dev.millrace.net.TcpStream;
import dev.millrace.sync.Barrier;
import dev.millrace.task.Coroutines;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import dev.millrace.task.TaskGroup;
import dev.millrace.testkit.CancelEverywhere;
import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.schedule.Schedule;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The chat server: every line once, in order, to all others; the slow are dropped; it ends in good order. */
@Tag("explores")
@net.jqwik.api.Tag("explores")
class ChatTest {
    /** What clients do to a server. */
    private interface Visit {
        void run(IpAddress server, Chat chat) throws Exception;
    }

    private static Chat.Statistics chat(int queued, Visit visit) {
        Chat chat = new Chat(queued, Duration.ofSeconds(5));
        try (TcpListener listener = TcpListener.bind(Address.loopback(0))) {
            TaskGroup.run(group -> {
                group.start(() -> chat.serve(listener));
                visit.run(listener.localAddress(), chat);
                chat.end();
            });
        }
        return chat.statistics();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * All come, of whom some talk; all hear until the chat ends. Fails unless each has heard every line of the others
     * once, in order per talker.
     */
    private static void conversation(IpAddress server, Chat chat, int clients, int talkers, int lines) {
        Barrier here = new Barrier(clients);
        Barrier heard = new Barrier(clients);
        TaskGroup.run(group -> {
            for (int i = 0; i < clients; i++) {
                int number = i;
                group.start(() -> {
                    try (TcpStream stream = await(TcpStream.connect(server))) {
                        arrive(chat, clients, here);
                        TaskGroup.run(both -> {
                            if (number < talkers) {
                                both.start(() -> talk(stream, number, lines));
                            }
                            hear(new Buffered(stream), number, talkers, lines);
                        });
                        if (await(heard.arrive())) {
                            chat.end();
                        }
                        assertEquals(Chat.GOODBYE.strip(), await(new Buffered(stream).readLine(99)).orElseThrow());
                        assertEquals(-1, await(stream.read(new byte[1])));
                    }
                });
            }
        });
    }

    private static void arrive(Chat chat, int clients, Barrier here) {
        if (await(here.arrive())) {
            while (chat.statistics().guests() < clients) {
                await(Future.sleep(Duration.ofMillis(1)));
            }
        }
        await(here.arrive());
    }

    private static void talk(TcpStream stream, int number, int lines) {
        for (int i = 0; i < lines; i++) {
            await(stream.write(bytes(number + " " + i + "\n")));
        }
    }

    private static void hear(Buffered in, int number, int talkers, int lines) {
        int[] next = new int[talkers];
        int others = number < talkers ? talkers - 1 : talkers;
        for (int left = others * lines; left > 0; left--) {
            String[] words = await(in.readLine(99)).orElseThrow().split(" ");
            int from = Integer.parseInt(words[0]);
            assertTrue(from != number, "its own line");
            assertEquals(next[from]++, Integer.parseInt(words[1]));
        }
        assertEquals(0, in.available());
    }

    @Test
    void twoThousandClientsHearEveryLineOnceInOrder() {
        Chat.Statistics end = Millrace.run(() -> chat(1_000, (server, chat) ->
                conversation(server, chat, 2_000, 20, 5)));
        assertEquals(new Chat.Statistics(0, 2_000, 100, 0), end);
    }

    @Property(tries = 100)
    void aFewClientsHearEveryLineOnceInOrderInAnySchedule(@ForAll Schedule schedule) {
        Simulation.check(schedule, () -> assertEquals(new Chat.Statistics(0, 3, 4, 0),
                chat(10, (server, chat) -> conversation(server, chat, 3, 2, 2))));
    }

    @Test
    void nothingIsLeftWhereverTheChatIsCancelled() {
        assertTrue(new CancelEverywhere(Coroutines.best()).check(simulation ->
                chat(10, (server, chat) -> conversation(server, chat, 2, 1, 1)), simulation -> { }) > 10);
    }

    /** One client reads nothing, while another is sent more than the kernel and the queue hold. */
    private static void oneIsAsleep(IpAddress server, Chat chat) {
        byte[] line = bytes("x".repeat(4_000) + "\n");
        int lines = 4_000;
        try (TcpStream asleep = await(TcpStream.connect(server));
                TcpStream talker = await(TcpStream.connect(server));
                TcpStream hearer = await(TcpStream.connect(server))) {
            while (chat.statistics().guests() < 3) {
                await(Future.sleep(Duration.ofMillis(1)));
            }
            Buffered heard = new Buffered(hearer);
            for (int i = 0; i < lines; i++) {
                await(talker.write(line));
                assertEquals(line.length - 1, await(heard.readLine(5_000)).orElseThrow().length());
            }
            assertEquals(1, chat.statistics().dropped());
            assertEquals(2, chat.statistics().guests());
            assertThrows(IoFailure.class, () -> {
                byte[] rest = new byte[64 * 1024];
                List<Integer> counts = new ArrayList<>();
                do {
                    counts.add(await(asleep.read(rest)));
                } while (counts.get(counts.size() - 1) >= 0);
            });
        }
    }

    @Test
    void whoeverReadsNothingIsDroppedAndHoldsUpNobody() {
        for (Chat.Statistics end : List.of(Millrace.run(() -> chat(100, ChatTest::oneIsAsleep)),
                new Simulation().run(() -> chat(100, ChatTest::oneIsAsleep)))) {
            assertEquals(new Chat.Statistics(0, 3, 4_000, 1), end);
        }
    }

    @Test
    void aSignalEndsTheProgramAndItsClientsAreTold() throws Exception {
        try (Program server = Program.start("chat", "--port=0", "--grace=5")) {
            int port = server.port();
            try (java.net.Socket client = Program.connect(port)) {
                client.getOutputStream().write(bytes("hello\n"));
                client.shutdownOutput();
                assertEquals(-1, client.getInputStream().read());
            }
            try (java.net.Socket client = Program.connect(port)) {
                client.getOutputStream().write(bytes("hello\n"));
                server.signal("INT");
                assertEquals(Chat.GOODBYE, new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
            assertTrue(server.remainingLines().get(0).startsWith("stopped; clients: 2, "));
            assertEquals(0, server.status());
        }
    }
}
