package dev.millrace.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.fixture.BrokenContract;
import dev.millrace.sys.Descriptors;
import dev.millrace.sys.Platform;
import dev.millrace.sys.Poller;
import dev.millrace.sys.ReadyBatch;
import dev.millrace.testkit.World;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The contract of platforms finds what is wrong with a stranger's: each fault fails the tests that name it. */
class FaultyPlatformsTest {
    abstract static class OverAHost extends PlatformContract {
        Poller over(Poller poller) {
            return new Forwarding.Polling(poller);
        }

        Descriptors over(Descriptors descriptors) {
            return new Forwarding.Reading(descriptors);
        }

        @Override
        protected Platform open() {
            Platform host = new World().host().platform();
            return host.withPoller(over(host.poller())).withDescriptors(over(host.descriptors()));
        }
    }

    static class Sound extends OverAHost {
    }

    static class ReportsADeregisteredKey extends OverAHost {
        @Override
        Poller over(Poller poller) {
            return new Forwarding.Polling(poller) {
                private final Map<Integer, Long> keys = new HashMap<>();
                private final Deque<Long> stale = new ArrayDeque<>();

                @Override
                public void register(int fd, long key) {
                    super.register(fd, key);
                    keys.put(fd, key);
                }

                @Override
                public boolean deregister(int fd) {
                    boolean known = super.deregister(fd);
                    if (known) {
                        stale.add(keys.remove(fd));
                    }
                    return known;
                }

                @Override
                public int poll(ReadyBatch batch, long timeoutNanos) {
                    int count = super.poll(batch, timeoutNanos);
                    if (!stale.isEmpty() && count < batch.capacity()) {
                        batch.add(stale.remove(), ReadyBatch.READABLE, 0);
                        count++;
                    }
                    return count;
                }
            };
        }
    }

    static class LosesAnEdge extends OverAHost {
        @Override
        Poller over(Poller poller) {
            return new Forwarding.Polling(poller) {
                private final Set<Long> readable = new HashSet<>();

                /** Of each key, only the first report of data comes through. */
                @Override
                public int poll(ReadyBatch batch, long timeoutNanos) {
                    ReadyBatch whole = new ReadyBatch(batch.capacity());
                    super.poll(whole, timeoutNanos);
                    batch.clear();
                    for (int i = 0; i < whole.size(); i++) {
                        boolean data = (whole.ready(i) & ReadyBatch.READABLE) != 0;
                        if (!data || readable.add(whole.key(i))) {
                            batch.add(whole.key(i), whole.ready(i), whole.error(i));
                        }
                    }
                    return batch.size();
                }
            };
        }
    }

    static class CutsWaitsToMilliseconds extends OverAHost {
        @Override
        Poller over(Poller poller) {
            return new Forwarding.Polling(poller) {
                @Override
                public int poll(ReadyBatch batch, long timeoutNanos) {
                    return super.poll(batch, timeoutNanos / 1_000_000 * 1_000_000);
                }
            };
        }
    }

    static class CountsWakeups extends OverAHost {
        @Override
        Poller over(Poller poller) {
            return new Forwarding.Polling(poller) {
                private int wakeups;

                @Override
                public void wakeup() {
                    wakeups++;
                    super.wakeup();
                }

                @Override
                public int poll(ReadyBatch batch, long timeoutNanos) {
                    int count = super.poll(batch, timeoutNanos);
                    if (wakeups > 0 && --wakeups > 0) {
                        super.wakeup();
                    }
                    return count;
                }
            };
        }
    }

    static class TakesASecondRegistration extends OverAHost {
        @Override
        Poller over(Poller poller) {
            return new Forwarding.Polling(poller) {
                @Override
                public void register(int fd, long key) {
                    super.deregister(fd);
                    super.register(fd, key);
                }
            };
        }
    }

    static class GathersFromTheStartOfAnArray extends OverAHost {
        @Override
        Descriptors over(Descriptors descriptors) {
            return new Forwarding.Reading(descriptors) {
                @Override
                public int write(int fd, byte[][] arrays, int first, int offset) {
                    return super.write(fd, arrays, first, 0);
                }
            };
        }
    }

    static class ChangesTheLastByteOfALongRead extends OverAHost {
        @Override
        Descriptors over(Descriptors descriptors) {
            return new Forwarding.Reading(descriptors) {
                @Override
                public int read(int fd, byte[] bytes, int offset, int length) {
                    int count = super.read(fd, bytes, offset, length);
                    if (count > 1000) {
                        bytes[offset + count - 1]++;
                    }
                    return count;
                }
            };
        }
    }

    @Test
    void findsNothingWrongWithAPlatformThatOnlyPassesOn() {
        assertBroken(Sound.class);
    }

    @Test
    void eachFaultFailsWhatNamesIt() {
        assertBroken(ReportsADeregisteredKey.class, "reportsNothingAfterDeregistrationThoughItWasReady",
                "reportsNoneOfManyThatAreDeregisteredAfterTheFirstReport",
                "reportsTheNextOwnerOfADescriptorUnderItsOwnKeyOnly");
        assertBroken(LosesAnEdge.class, "anArrivalIsReported", "reportsAnEdgeOnce", "reportsTheEndOfThePeersData",
                "writingToAPeerThatClosedFailsAfterTheFirstWrite");
        assertBroken(CutsWaitsToMilliseconds.class, "waitsOutItsTime");
        assertBroken(CountsWakeups.class, "wakeupsBeforeOnePollAreOne");
        assertBroken(TakesASecondRegistration.class, "refusesASecondRegistrationAndKeepsTheFirst");
        assertBroken(GathersFromTheStartOfAnArray.class, "gathersArraysFromAnyOffset");
        assertBroken(ChangesTheLastByteOfALongRead.class, "losesNothingAndChangesNothingOnTheWay");
    }

    private static void assertBroken(Class<? extends OverAHost> platform, String... tests) {
        assertEquals(new TreeSet<>(List.of(tests)), BrokenContract.of(platform), platform.getSimpleName());
    }
}
