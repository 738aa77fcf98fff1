package dev.millrace.sys;

import com.sun.jna.FunctionMapper;
import com.sun.jna.JNIEnv;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/**
 * Every function of {@code millrace.h}, name for name, as a native method with primitive arguments. The first use loads
 * the library and binds it, as the package documentation says. Nobody else knows which binding it is.
 */
final class NativeCalls {
    /** The version of {@code millrace.h} that this class was written for. */
    private static final int ABI = 4;

    /** The binding in use: {@code jni} or {@code jna}. */
    static final String BINDING = System.getProperty("millrace.binding", "jni");

    static {
        if (!BINDING.equals("jni") && !BINDING.equals("jna")) {
            throw new IllegalArgumentException("millrace.binding=" + BINDING + ": it is jni (default) or jna");
        }
        Native.register(NativeCalls.class, open());
        if (abi() != ABI) {
            throw new UnsatisfiedLinkError("the native library has version " + abi() + " of millrace.h, not " + ABI);
        }
        if (BINDING.equals("jni")) {
            int result = bindEntries(JNIEnv.CURRENT);
            if (result != 0) {
                throw new UnsatisfiedLinkError("RegisterNatives failed with " + result);
            }
        }
    }

    private NativeCalls() {
    }

    /** Binds the native methods of {@link HiddenVirtualThreads}. Returns 0, or a negative number if it cannot. */
    static int bindVirtualThreads() {
        return bindVirtualThreads(JNIEnv.CURRENT);
    }

    static native int abi();

    static native int bindEntries(JNIEnv env);

    static native int bindVirtualThreads(JNIEnv env);

    static native long pollerOpen();

    static native int pollerClose(long poller);

    static native int pollerRegister(long poller, int fd, long key);

    static native int pollerDeregister(long poller, int fd);

    static native int pollerPoll(long poller, long records, int capacity, long timeoutNanos);

    static native int pollerWakeup(long poller);

    static native int read(int fd, long buffer, int length);

    static native int write(int fd, long buffer, int length);

    static native int close(int fd);

    static native int socketOpen(int family, int kind);

    static native int socketBind(int fd, long address);

    static native int socketListen(int fd, int backlog);

    static native int socketAccept(int fd, long address);

    static native int socketConnect(int fd, long address);

    static native int socketFinishConnect(int fd);

    static native int socketShutdownOutput(int fd);

    static native int socketLocalAddress(int fd, long address);

    static native int socketRemoteAddress(int fd, long address);

    static native int socketSetOption(int fd, int option, int value);

    static native int socketGetOption(int fd, int option);

    static native int socketPathFile(long address, long file);

    static native int socketRemovePath(long address, long file);

    static native int socketSendTo(int fd, long buffer, int length, long address);

    static native int socketReceiveFrom(int fd, long buffer, int length, long address);

    static native int socketDisconnect(int fd);

    static native int socketJoin(int fd, long group, int networkInterface, long source);

    static native int socketLeave(int fd, long group, int networkInterface, long source);

    private static NativeLibrary open() {
        FunctionMapper names = (library, method) ->
                "mr_" + method.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        Map<String, Object> options = Map.of(
                Library.OPTION_FUNCTION_MAPPER, names,
                Library.OPTION_CLASSLOADER, NativeCalls.class.getClassLoader());
        String path = System.getProperty("millrace.library");
        if (path != null) {
            return NativeLibrary.getInstance(new File(path).getAbsolutePath(), options);
        }
        // The resource comes first, by its path: JNA's own search would prefer some other libmillrace of the system.
        File file = resource();
        if (file == null) {
            return NativeLibrary.getInstance("millrace", options);
        }
        try {
            return NativeLibrary.getInstance(file.getAbsolutePath(), options);
        } finally {
            // JNA unpacks under this prefix. Once the library is mapped it needs no file, and nobody else removes it.
            if (file.getName().startsWith("jna")) {
                file.delete();
            }
        }
    }

    /**
     * Finds the library of this machine in the jar, unpacked, or in the class directory; null if JNA may not unpack.
     */
    private static File resource() {
        try {
            return Native.extractFromResourcePath("millrace", NativeCalls.class.getClassLoader());
        } catch (IOException e) {
            throw new UnsatisfiedLinkError("no native library of millrace for " + com.sun.jna.Platform.RESOURCE_PREFIX
                    + " could be unpacked: " + e.getMessage() + "; name one by -Dmillrace.library, or a directory that"
                    + " allows execution by -Djna.tmpdir");
        }
    }
}
