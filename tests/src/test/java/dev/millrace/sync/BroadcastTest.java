package dev.millrace.sync;

import static dev.millrace.task.Task.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.InVirtualTime;
import dev.millrace.task.Future;
import dev.millrace.task.Task;
import java.util.List;
import org.junit.jupiter.api.Test;

class BroadcastTest extends InVirtualTime {

    private Task.Body receiving(Broadcast<Integer>.Subscriber subscriber, String name) {
        return () -> {
            try {
                while (true) {
                    log.add(name + await(subscriber.receive()));
                }
            } catch (ChannelClosedException e) {
                log.add(name + "end");
            }
        };
    }

    @Test
    void everySubscriberGetsEveryElementOnceInOrder() {
        run(group -> {
            Broadcast<Integer> broadcast = new Broadcast<>(10);
            broadcast.publish(0);
            group.start(receiving(broadcast.subscribe(), "a"));
            group.start(receiving(broadcast.subscribe(), "b"));
            sleep(1);
            assertEquals(new Broadcast.Statistics(10, 1, 2, 2), broadcast.statistics());
            broadcast.publish(1);
            broadcast.publish(2);
            broadcast.close();
            assertThrows(ChannelClosedException.class, () -> broadcast.publish(3));
        });
        assertEquals(List.of("a1", "a2", "aend", "b1", "b2", "bend"), log.stream().sorted().toList());
    }

    @Test
    void whoeverIsTooSlowIsToldHowManyItMissed() {
        run(group -> {
            Broadcast<Integer> broadcast = new Broadcast<>(3);
            try (Broadcast<Integer>.Subscriber slow = broadcast.subscribe()) {
                for (int i = 1; i <= 10; i++) {
                    broadcast.publish(i);
                }
                assertEquals(10, slow.behind());
                Broadcast.LaggedException lag =
                        assertThrows(Broadcast.LaggedException.class, () -> await(slow.receive()));
                assertEquals(7, lag.missed());
                for (int i = 8; i <= 10; i++) {
                    assertEquals(i, await(slow.receive()));
                }
                assertEquals(0, slow.behind());
            }
            assertEquals(0, broadcast.statistics().subscribers());
        });
    }

    @Test
    void aCancelledReceiveLosesNothing() {
        run(group -> {
            Broadcast<Integer> broadcast = new Broadcast<>(3);
            try (Broadcast<Integer>.Subscriber subscriber = broadcast.subscribe()) {
                Future<Integer> cancelled = subscriber.receive();
                assertThrows(IllegalStateException.class, subscriber::receive);
                cancelled.cancel();
                broadcast.publish(1);
                assertEquals(1, await(subscriber.receive()));
            }
        });
    }

    @Test
    void aClosedSubscriberReceivesNothingMore() {
        run(group -> {
            Broadcast<Integer> broadcast = new Broadcast<>(3);
            Broadcast<Integer>.Subscriber subscriber = broadcast.subscribe();
            broadcast.publish(1);
            Future<Integer> one = subscriber.receive();
            Future<Integer> waiting = subscriber.receive();
            subscriber.close();
            subscriber.close();
            assertEquals(1, await(one));
            assertThrows(ChannelClosedException.class, () -> await(waiting));
            broadcast.publish(2);
            assertEquals(0, subscriber.behind());
            assertThrows(ChannelClosedException.class, () -> await(subscriber.receive()));
            assertThrows(IllegalArgumentException.class, () -> new Broadcast<>(0));
        });
    }
}
