package dev.millrace.lab.servers;

import static dev.millrace.task.Task.await;

import dev.millrace.io.BrokenException;
import dev.millrace.io.Buffered;
import dev.millrace.io.ByteStream;
import dev.millrace.io.EndOfStream;
import dev.millrace.io.LimitExceeded;
import dev.millrace.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Serves a part of Redis: PING, ECHO, SET with EX and PX, GET, INCR, DEL, EXPIRE, TTL, and the questions that its
 * clients ask at the start. It speaks RESP, version 2, and takes commands that were typed as lines as well. All
 * connections share one store. For tasks of one loop.
 */
public final class RedisServer {
    /** How long a line may be: a count, a length, or a command that somebody typed. */
    private static final int LINE = 64 * 1024;
    private static final int MOST_ARGUMENTS = 1024;
    private static final int LONGEST_ARGUMENT = 16 << 20;
    /** The answers to commands that were sent ahead go out together, up to about this many bytes. */
    private static final int BATCH = 64 * 1024;

    private final RedisCommands commands;

    /** Makes a server with an empty store. */
    public RedisServer(EventLoop loop) {
        commands = new RedisCommands(new RedisStore(loop));
    }

    /** Serves a connection until either end ends it. The caller closes the stream. */
    public void serve(ByteStream stream) {
        Buffered in = new Buffered(stream);
        RedisReply out = new RedisReply();
        try {
            for (Optional<List<byte[]>> command; (command = read(in)).isPresent();) {
                if (!command.get().isEmpty()) {
                    commands.run(command.get(), out);
                }
                if (in.available() == 0 || out.size() >= BATCH) {
                    await(stream.write(out.take()));
                }
            }
        } catch (RedisReply.ProtocolError e) {
            out.error("ERR Protocol error: " + e.getMessage());
        } catch (LimitExceeded e) {
            out.error("ERR Protocol error: too big");
        } catch (BrokenException | EndOfStream e) {
            return;
        }
        goodbye(stream, out);
    }

    /** What was answered before the error, or before the end, still goes out. */
    private static void goodbye(ByteStream stream, RedisReply out) {
        try {
            await(stream.write(out.take()));
            await(stream.shutdownOutput());
        } catch (BrokenException e) {
            // The peer is gone.
        }
    }

    /** Reads a command; empty at the end. A line without words is no command, and has no answer. */
    private static Optional<List<byte[]>> read(Buffered in) {
        Optional<String> line = await(in.readLine(LINE));
        if (line.isEmpty() || !line.get().startsWith("*")) {
            return line.map(RedisServer::words);
        }
        int count = number(line.get(), MOST_ARGUMENTS);
        List<byte[]> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String length = await(in.readLine(LINE)).orElseThrow(() -> error("a command is cut off"));
            if (!length.startsWith("$")) {
                throw error("expected '$'");
            }
            int bytes = number(length, LONGEST_ARGUMENT);
            byte[] argument = await(in.readExactly(bytes));
            byte[] end = await(in.readExactly(2));
            if (end[0] != '\r' || end[1] != '\n') {
                throw error("an argument is longer than it says");
            }
            arguments.add(argument);
        }
        return Optional.of(arguments);
    }

    private static List<byte[]> words(String line) {
        List<byte[]> words = new ArrayList<>();
        for (String word : line.trim().split("\\s+")) {
            if (!word.isEmpty()) {
                words.add(Ascii.encode(word));
            }
        }
        return words;
    }

    private static int number(String line, int most) {
        String digits = line.substring(1);
        if (!digits.matches("[0-9]{1,9}") || Integer.parseInt(digits) > most) {
            throw error("invalid length");
        }
        return Integer.parseInt(digits);
    }

    private static RedisReply.ProtocolError error(String why) {
        return new RedisReply.ProtocolError(why);
    }
}
