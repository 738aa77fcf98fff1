/**
 * Floor 7: the simulated network as values: links, and rules with their verdicts.
 *
 * <p>A {@link dev.millrace.testkit.network.Link} says how long bytes travel between two hosts. A
 * {@link dev.millrace.testkit.network.CallRule} judges system calls, a
 * {@link dev.millrace.testkit.network.PacketRule} judges packets. The first rule that answers wins; what no rule
 * answers takes its course. A rule decides nothing by chance itself: the verdict {@code perhaps} leaves that to the
 * decisions of the run.
 *
 * <p><b>May import</b> the loop, for the names of system calls. <b>Invariant:</b> pure values: no thread, no clock, no
 * I/O.
 *
 * <pre>{@code
 * Link slow = Link.DIRECT.withLatency(Duration.ofMillis(5)).withBandwidth(1_000_000);
 * try (World world = new World(Decisions.NATURAL, WorldOptions.DEFAULT.withLink(slow))) {
 *     world.faults().packets(packet -> packet.from().equals("server") && packet.kind() == Packet.Kind.DATA
 *             ? Optional.of(PacketVerdict.DROP)
 *             : Optional.empty());
 *     world.faults().calls(call -> call.call() == LoopObserver.Call.ACCEPT
 *             ? Optional.of(CallVerdict.perhaps(Errno.EMFILE))
 *             : Optional.empty());
 * }
 * }</pre>
 */
package dev.millrace.testkit.network;
