package dev.millrace.testkit.network;

import java.time.Duration;
import java.util.List;

/**
 * What a rule says of a packet. The packets of a connection arrive in order, so whatever keeps one back keeps back
 * those behind it. A datagram travels on its own: what was kept back is overtaken, and what is lost stays lost.
 */
public sealed interface PacketVerdict {
    /** It travels as its link says. */
    PacketVerdict PASS = new Pass();
    /**
     * It is lost. A connection's is sent anew after 200 ms (a CONNECT: 1 s), and after twice that each further time, at
     * most 120 s; except for a RESET, which nobody repeats.
     */
    PacketVerdict DROP = new Drop();
    /**
     * It is lost, and both ends of the connection are told that it is broken; a connect is refused. A datagram is
     * refused, as if nobody received at its port.
     */
    PacketVerdict RESET = new Reset();
    /** It arrives twice, if it is a datagram; a connection drops the second. */
    PacketVerdict DUPLICATE = new Duplicate();
    /** It is kept until what is held between the two hosts is released. */
    PacketVerdict HOLD = new Hold();

    /**
     * It travels longer than its link says.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    static PacketVerdict delay(Duration time) {
        return new Delay(time);
    }

    /** It passes, or one of these happens: the decisions of the run say which. Each is one of the others here. */
    static PacketVerdict perhaps(PacketVerdict... others) {
        return new Perhaps(List.of(others));
    }

    /** See {@link #PASS}. */
    record Pass() implements PacketVerdict {
    }

    /** See {@link #DROP}. */
    record Drop() implements PacketVerdict {
    }

    /** See {@link #RESET}. */
    record Reset() implements PacketVerdict {
    }

    /** See {@link #DUPLICATE}. */
    record Duplicate() implements PacketVerdict {
    }

    /** See {@link #HOLD}. */
    record Hold() implements PacketVerdict {
    }

    /**
     * See {@link #delay}.
     *
     * @param time how much longer
     */
    record Delay(Duration time) implements PacketVerdict {
        /** Makes the verdict. */
        public Delay {
            if (time.isNegative()) {
                throw new IllegalArgumentException("nothing arrives before it was sent: " + time);
            }
        }
    }

    /**
     * See {@link #perhaps}.
     *
     * @param others what may happen instead of passing
     */
    record Perhaps(List<PacketVerdict> others) implements PacketVerdict {
        /** Makes the verdict. */
        public Perhaps {
            others = List.copyOf(others);
        }
    }
}
