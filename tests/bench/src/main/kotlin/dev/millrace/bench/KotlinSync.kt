package dev.millrace.bench

import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.selects.select
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.yield

/** What [SyncCosts] measures, as it is written in Kotlin: all coroutines run on the calling thread. */
object KotlinSync {
    /** Sends through a channel of that capacity, in each of several pairs of coroutines. */
    @JvmStatic
    fun channel(pairs: Int, capacity: Int, count: Int) = runBlocking {
        repeat(pairs) {
            val channel = Channel<Any>(capacity)
            launch { repeat(count) { channel.send(SyncElement.ELEMENT) } }
            launch { repeat(count) { channel.receive() } }
        }
    }

    /** Hands a mutex to and fro, in each of several pairs of coroutines. */
    @JvmStatic
    fun mutex(pairs: Int, count: Int) = runBlocking {
        val mutexes = List(pairs) { Mutex(locked = true) }
        for (mutex in mutexes) {
            repeat(2) { launch { repeat(count / 2) { mutex.lock(); mutex.unlock() } } }
        }
        yield()
        mutexes.forEach { it.unlock() }
    }

    /** Receives from whichever of several channels has something, in each of several pairs of coroutines. */
    @JvmStatic
    fun select(pairs: Int, channels: Int, count: Int) = runBlocking {
        repeat(pairs) { pair(channels, count) }
    }

    private fun CoroutineScope.pair(width: Int, count: Int) {
        val channels = List(width) { Channel<Any>() }
        launch { repeat(count) { channels[it % width].send(SyncElement.ELEMENT) } }
        launch {
            repeat(count) {
                select<Any> {
                    for (channel in channels) {
                        channel.onReceive { it }
                    }
                }
            }
        }
    }
}

/** What goes through the channels. */
object SyncElement {
    @JvmField
    val ELEMENT: Any = "element"
}
