package dev.palisade.kv.server;

import dev.palisade.proto.kv.Result;

/** Where the results of a caller's operations go. Thread-safe; never blocks, never throws. */
interface Reply {
  /**
   * Whether a result may be made for this caller now, or it has to take earlier ones first.
   *
   * @param isSmall whether the result is known to be short
   */
  boolean hasRoom(boolean isSmall);

  /** The caller's. */
  ClientConnection connection();

  /** Takes the result of one operation. */
  void add(Result result);
}
