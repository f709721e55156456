package dev.palisade.kv.server;

import dev.palisade.proto.kv.Result;

/** Where the results of a caller's operations go. Thread-safe; never blocks. */
interface Reply {
  /** Takes the result of one operation. */
  void add(Result result);
}
