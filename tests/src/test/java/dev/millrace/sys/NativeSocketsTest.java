package dev.millrace.sys;

/** The kernel's sockets keep the contract. */
class NativeSocketsTest extends SocketsContract {
    @Override
    Platform open() {
        return Platform.system();
    }
}
