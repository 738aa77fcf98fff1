package dev.millrace.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.fixture.BrokenContract;
import dev.millrace.io.BrokenException;
import dev.millrace.io.ByteStream;
import dev.millrace.io.ClosedException;
import dev.millrace.io.IoHandler;
import dev.millrace.sys.Platform;
import dev.millrace.sys.Sockets;
import dev.millrace.task.Future;
import dev.millrace.testkit.World;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract of streams finds what is wrong with a stranger's: each fault fails the tests that name it. */
class FaultyStreamsTest {
    abstract static class OverTcp extends StreamContract {
        abstract ByteStream over(ByteStream tcp);

        @Override
        protected Platform open() {
            return new World().host().platform();
        }

        @Override
        protected Wire.Ends connect(Wire wire) {
            Wire.Ends tcp = wire.tcp();
            return new Wire.Ends(over(tcp.near()), over(tcp.far()));
        }
    }

    /** A stream that may tell the handlers of reads and writes something else than what happened. */
    private static class Retelling extends Forwarding.Stream {
        private Told reading = new Told(null, null);
        private Told writing = new Told(null, null);

        Retelling(ByteStream beneath) {
            super(beneath);
        }

        private record Told(IoHandler handler, BiConsumer<IoHandler, RuntimeException> failed) implements IoHandler {
            @Override
            public void completed(int count) {
                handler.completed(count);
            }

            @Override
            public void failed(RuntimeException failure) {
                failed.accept(handler, failure);
            }
        }

        void readFailed(IoHandler handler, RuntimeException failure) {
            handler.failed(failure);
        }

        void writeFailed(IoHandler handler, RuntimeException failure) {
            handler.failed(failure);
        }

        @Override
        public int read(byte[] bytes, int offset, int length, IoHandler handler) {
            Told told = new Told(handler, this::readFailed);
            int result = beneath.read(bytes, offset, length, told);
            reading = result == PENDING ? told : reading;
            return result;
        }

        @Override
        public int write(byte[] bytes, int offset, int length, IoHandler handler) {
            Told told = new Told(handler, this::writeFailed);
            int result = beneath.write(bytes, offset, length, told);
            writing = result == PENDING ? told : writing;
            return result;
        }

        @Override
        public boolean cancelRead(IoHandler handler) {
            return handler == reading.handler && beneath.cancelRead(reading);
        }

        @Override
        public boolean cancelWrite(IoHandler handler) {
            return handler == writing.handler && beneath.cancelWrite(writing);
        }
    }

    static class Sound extends OverTcp {
        @Override
        ByteStream over(ByteStream tcp) {
            return new Retelling(tcp);
        }
    }

    static class LosesTheLastByteOfAGatheringWrite extends OverTcp {
        @Override
        ByteStream over(ByteStream tcp) {
            return new Forwarding.Stream(tcp) {
                @Override
                public int write(byte[][] arrays, IoHandler handler) {
                    ByteArrayOutputStream all = new ByteArrayOutputStream();
                    for (byte[] array : arrays) {
                        all.write(array, 0, array.length);
                    }
                    return beneath.write(all.toByteArray(), 0, Math.max(0, all.size() - 1), handler);
                }
            };
        }
    }

    static class CompletesAReadAfterACloseWithData extends OverTcp {
        @Override
        ByteStream over(ByteStream tcp) {
            return new Retelling(tcp) {
                @Override
                void readFailed(IoHandler handler, RuntimeException failure) {
                    if (failure instanceof ClosedException) {
                        handler.completed(1);
                    } else {
                        handler.failed(failure);
                    }
                }
            };
        }
    }

    static class NeverEndsTheWriteToAPeerThatClosed extends OverTcp {
        @Override
        ByteStream over(ByteStream tcp) {
            return new Retelling(tcp) {
                @Override
                void writeFailed(IoHandler handler, RuntimeException failure) {
                    if (!(failure instanceof BrokenException)) {
                        handler.failed(failure);
                    }
                }

                @Override
                public int write(byte[] bytes, int offset, int length, IoHandler handler) {
                    try {
                        return super.write(bytes, offset, length, handler);
                    } catch (BrokenException e) {
                        return PENDING;
                    }
                }
            };
        }
    }

    static class TakesAResetForTheEnd extends OverTcp {
        @Override
        ByteStream over(ByteStream tcp) {
            return new Retelling(tcp) {
                @Override
                void readFailed(IoHandler handler, RuntimeException failure) {
                    if (failure instanceof BrokenException) {
                        handler.completed(-1);
                    } else {
                        handler.failed(failure);
                    }
                }
            };
        }
    }

    static class TellsWithinTheCall extends OverTcp {
        @Override
        ByteStream over(ByteStream tcp) {
            return new Forwarding.Stream(tcp) {
                @Override
                public int read(byte[] bytes, int offset, int length, IoHandler handler) {
                    int result = beneath.read(bytes, offset, length, handler);
                    if (result > 0) {
                        handler.completed(result);
                        return PENDING;
                    }
                    return result;
                }
            };
        }
    }

    static class ReadsOnThoughItWasCancelled extends OverTcp {
        @Override
        ByteStream over(ByteStream tcp) {
            return new Forwarding.Stream(tcp) {
                @Override
                public boolean cancelRead(IoHandler handler) {
                    return true;
                }
            };
        }
    }

    static class ClosesWhenItsOutputEnds extends OverTcp {
        @Override
        ByteStream over(ByteStream tcp) {
            return new Forwarding.Stream(tcp) {
                @Override
                public Future<Void> shutdownOutput() {
                    beneath.close();
                    return Future.of(loop(), null);
                }
            };
        }
    }

    static class LeavesADescriptorOpen extends OverTcp {
        @Override
        ByteStream over(ByteStream tcp) {
            tcp.loop().platform().sockets().open(4, Sockets.Kind.STREAM);
            return tcp;
        }
    }

    @Test
    void findsNothingWrongWithAStreamThatOnlyPassesOn() {
        assertBroken(Sound.class);
    }

    @Test
    void eachFaultFailsWhatNamesIt() {
        assertBroken(LosesTheLastByteOfAGatheringWrite.class, "gathersArraysInOrder");
        assertBroken(CompletesAReadAfterACloseWithData.class, "aCloseOfTheLoopWakesThemToo",
                "aCloseWakesTheReaderAndTheWriterThatWait");
        assertBroken(NeverEndsTheWriteToAPeerThatClosed.class, "writingToAClosedPeerIsBrokenBeforeLongAndForEver",
                "anAbortOfThePeerBreaksTheReaderAndTheWriterThatWait");
        assertBroken(TakesAResetForTheEnd.class, "anAbortBreaksTheReaderAlsoWhenNothingIsUnread",
                "anAbortOfThePeerBreaksTheReaderAndTheWriterThatWait", "aCloseWithUnreadDataWorks");
        assertBroken(TellsWithinTheCall.class, "aHandlerIsToldOnALaterStepAndMayAskAgain");
        assertBroken(ReadsOnThoughItWasCancelled.class, "aCancelledReadLosesNothingAndAnotherFollowsAtOnce",
                "aReadThatTimesOutLosesNothing");
        assertBroken(ClosesWhenItsOutputEnds.class, "endingTheOutputLeavesTheOtherDirectionOpen",
                "theOutputIsNotEndedUnderAWriteThatWaits", "movesAMegabyteEachWayInRandomChunks",
                "afterACloseEveryCallSaysSo");
    }

    @Test
    void aDescriptorThatIsLeftOpenFailsEveryTest() {
        Set<String> tests = Stream.of(StreamContract.class, StreamEndContract.class, StreamWaitContract.class)
                .flatMap(suite -> Stream.of(suite.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .collect(Collectors.toSet());
        assertEquals(tests, BrokenContract.of(LeavesADescriptorOpen.class));
    }

    private static void assertBroken(Class<? extends OverTcp> stream, String... tests) {
        assertEquals(new TreeSet<>(List.of(tests)), BrokenContract.of(stream), stream.getSimpleName());
    }
}
