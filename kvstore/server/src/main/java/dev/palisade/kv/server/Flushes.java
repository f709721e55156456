package dev.palisade.kv.server;

import java.util.concurrent.ConcurrentLinkedQueue;

/** Streams with results that gather until {@link #run}. Thread-safe. */
final class Flushes {
  private final ConcurrentLinkedQueue<StreamReply> waiting = new ConcurrentLinkedQueue<>();

  void add(StreamReply reply) {
    waiting.add(reply);
  }

  /** Sends everything that has gathered. */
  void run() {
    for (StreamReply reply = waiting.poll(); reply != null; reply = waiting.poll()) {
      reply.flush();
    }
  }
}
