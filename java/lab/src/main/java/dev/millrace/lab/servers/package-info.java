/**
 * Floor 7: servers that strangers talk to: {@link dev.millrace.lab.servers.HttpServer}, which speaks HTTP/1.1, and
 * {@link dev.millrace.lab.servers.RedisServer}, which speaks a part of the protocol of Redis. Each serves one
 * connection in a task, over any {@link dev.millrace.io.ByteStream}; who listens is somebody else's concern.
 *
 * <p>They are there to be tried with other people's clients, load generators and attackers, so they are strict in what
 * they take, and bounded: no peer makes them keep more than the limits say, or wait longer.
 *
 * <p><b>May import</b> the runtime. <b>Invariant:</b> what a peer sends wrongly ends in an answer that says so, or in
 * the end of its connection; never in a failure of the server.
 *
 * <pre>{@code
 * java -jar millrace.jar http --port 8080
 * java -jar millrace.jar redis --port 6379
 * }</pre>
 */
package dev.millrace.lab.servers;
