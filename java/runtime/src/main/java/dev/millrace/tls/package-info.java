/**
 * Floor 5: TLS over any stream.
 *
 * <p>{@link dev.millrace.tls.Tls} makes a {@link dev.millrace.tls.TlsStream} over a stream that is connected, be it
 * TCP, TLS or a simulated one. {@link dev.millrace.tls.TlsOptions} say how, and an {@link dev.millrace.tls.Identity}
 * says who we are. The protocol itself is the JDK's {@link javax.net.ssl.SSLEngine}.
 *
 * <p><b>Parts.</b> {@code Engine} is the JDK's engine and the bytes around it, without input or output. {@code Sender}
 * and {@code Fetcher} are the one write and the one read beneath. On these three stand {@code Handshake}, then
 * {@code WriteHalf} and {@code ReadHalf}, and in the end {@code Farewell}; each takes over from the one before.
 *
 * <p><b>What is never given up.</b> A record that is encrypted is sent, because the peer counts records; so the write
 * beneath goes on when ours is cancelled. The read beneath goes on as well, and what it brings is kept. So a cancel
 * touches neither the engine nor the stream beneath, and can lose nothing.
 *
 * <p><b>What runs where.</b> Signatures and certificates are checked on the blocking pool. Records are encrypted and
 * decrypted in steps on the loop, at most 16 for a write before others get their turn.
 *
 * <p><b>What a peer can take.</b> A connection has at most three buffers, made at the first need: 4 to 18 KiB that have
 * arrived, as much decrypted, and 16 KiB to be sent. A longer record, more than 32 records in a row without data, and a
 * second handshake in TLS 1.2 break the connection.
 *
 * <p><b>May import</b> {@code dev.millrace.io}, {@code dev.millrace.task} and below; never {@code net}. It is the one
 * package that refers to {@code java.nio}, because the engine takes a {@code ByteBuffer}. <b>Invariant:</b> what a
 * reader gets is what the peer wrote, in order and once; an end that it did not say is never taken for one.
 *
 * <pre>{@code
 * ByteStream tcp = await(TcpStream.connect("example.org", 443));
 * try (TlsStream stream = await(Tls.client(tcp, TlsOptions.DEFAULT, "example.org"))) {
 *     await(stream.write("GET / HTTP/1.0\r\n\r\n".getBytes("UTF-8")));
 * }
 * }</pre>
 */
package dev.millrace.tls;
