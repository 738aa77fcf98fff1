package dev.millrace.loop;

import dev.millrace.sys.Platform;
import dev.millrace.task.Awaitable;
import dev.millrace.task.Future;
import dev.millrace.testkit.Simulation;

/** Where a loop of a test stands: what holds on the kernel holds in simulation too. */
enum World {
    SYSTEM {
        @Override
        EventLoop open(LoopObserver observer) {
            return new EventLoop(
                    Platform.system(), LoopOptions.DEFAULT.withObserver(observer));
        }
    },
    SIMULATION {
        @Override
        EventLoop open(LoopObserver observer) {
            return new Simulation(observer, FailureHandler.logging()).loop();
        }
    };

    abstract EventLoop open(LoopObserver observer);

    /** Runs a loop until something has ended. */
    static void await(EventLoop loop, Awaitable awaited) {
        awaited.onEnd(loop::stop);
        while (!awaited.isDone()) {
            loop.run();
        }
    }

    static <T> T value(EventLoop loop, Future<T> future) {
        await(loop, future);
        return future.value();
    }
}
