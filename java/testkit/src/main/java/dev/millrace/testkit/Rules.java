package dev.millrace.testkit;

import dev.millrace.testkit.network.CallRule;
import dev.millrace.testkit.network.CallVerdict;
import dev.millrace.testkit.network.Packet;
import dev.millrace.testkit.network.PacketRule;
import dev.millrace.testkit.network.PacketVerdict;
import dev.millrace.testkit.network.SystemCall;
import dev.millrace.testkit.schedule.Choice.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The rules of a world, in the order of adding: the first that answers wins. */
final class Rules {
    private final Chance chance;
    private final List<CallRule> calls = new ArrayList<>();
    private final List<PacketRule> packets = new ArrayList<>();

    Rules(Chance chance) {
        this.chance = chance;
    }

    void addForCalls(CallRule rule) {
        calls.add(rule);
    }

    void addForPackets(PacketRule rule) {
        packets.add(rule);
    }

    void remove(Object rule) {
        calls.remove(rule);
        packets.remove(rule);
    }

    void clear() {
        calls.clear();
        packets.clear();
    }

    boolean judgesCalls() {
        return !calls.isEmpty();
    }

    boolean judgesPackets() {
        return !packets.isEmpty();
    }

    /** Returns how a call fails; 0 if it is made. */
    int failureOf(SystemCall call) {
        for (CallRule rule : calls) {
            Optional<CallVerdict> verdict = rule.judge(call);
            if (verdict.isPresent()) {
                return failureBy(verdict.get(), call);
            }
        }
        return 0;
    }

    /** Returns how a call fails of which a rule has said something. */
    int failureBy(CallVerdict verdict, SystemCall call) {
        if (verdict instanceof CallVerdict.Perhaps perhaps) {
            String where = call.host() + " fd " + call.fd() + " " + call.call();
            int option = chance.choose(Kind.FAULT, where, 1 + perhaps.failures().size());
            return option == 0 ? 0 : perhaps.failures().get(option - 1).error();
        }
        return verdict instanceof CallVerdict.Fail fail ? fail.error() : 0;
    }

    /** Returns what happens with a packet; {@code names} names those of its connection in choices. */
    PacketVerdict verdictOn(Packet packet, Function<Packet.Kind, String> names) {
        for (PacketRule rule : packets) {
            Optional<PacketVerdict> verdict = rule.judge(packet);
            if (verdict.isPresent()) {
                return decided(verdict.get(), names.apply(packet.kind()));
            }
        }
        return PacketVerdict.PASS;
    }

    private PacketVerdict decided(PacketVerdict verdict, String where) {
        PacketVerdict decided = verdict;
        while (decided instanceof PacketVerdict.Perhaps perhaps) {
            int option = chance.choose(Kind.FAULT, where, 1 + perhaps.others().size());
            decided = option == 0 ? PacketVerdict.PASS : perhaps.others().get(option - 1);
        }
        return decided;
    }
}
