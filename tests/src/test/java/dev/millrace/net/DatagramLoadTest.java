package dev.millrace.net;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.Millrace;
import dev.millrace.net.DatagramSocket.Received;
import dev.millrace.task.Future;
import dev.millrace.task.TaskGroup;
import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An echo over the kernel's loopback, every answer counted: 20,000, or as many as millrace.datagrams says. */
class DatagramLoadTest {
    private static final int DATAGRAMS = Integer.getInteger("millrace.datagrams", 20_000);
    /** How many may be under way, few enough for the kernel's buffers. */
    private static final int WINDOW = 64;
    private static final Duration LOST = Duration.ofSeconds(10);

    @Test
    void everyDatagramComesBackOnce() {
        Map<Integer, String> before = TcpDescriptors.open();
        long start = System.nanoTime();
        Millrace.run(() -> {
            try (DatagramSocket server = DatagramSocket.bind(Address.loopback(0));
                    DatagramSocket client = DatagramSocket.bind(Address.loopback(0))) {
                client.connect(server.localAddress());
                TaskGroup.run(group -> {
                    var serving = group.start(() -> serve(server));
                    count(client);
                    serving.cancel();
                });
            }
        });
        System.out.printf("%,d datagrams echoed, %,d a second%n", DATAGRAMS,
                DATAGRAMS * 1_000_000_000L / (System.nanoTime() - start));
        assertEquals(before, TcpDescriptors.open());
    }

    private static void serve(DatagramSocket server) {
        byte[] buffer = new byte[2000];
        while (true) {
            Received received = await(server.receive(buffer));
            await(server.send(buffer, 0, received.length(), received.from()));
        }
    }

    private static void count(DatagramSocket client) {
        BitSet back = new BitSet(DATAGRAMS);
        byte[] buffer = new byte[64];
        int sent = 0;
        for (int received = 0; received < DATAGRAMS; received++) {
            for (; sent < DATAGRAMS && sent - received < WINDOW; sent++) {
                byte[] number = {(byte) (sent >> 24), (byte) (sent >> 16), (byte) (sent >> 8), (byte) sent};
                await(client.send(number));
            }
            Future<Received> receiving = client.receive(buffer);
            assertEquals(4, await(receiving.withTimeout(LOST)).length());
            back.set((buffer[0] & 255) << 24 | (buffer[1] & 255) << 16 | (buffer[2] & 255) << 8 | buffer[3] & 255);
        }
        assertEquals(DATAGRAMS, back.cardinality());
    }
}
