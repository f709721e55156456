package dev.palisade.checker.history;

/** What an event of a history says about its operation, in Jepsen's words. */
public enum OpType {
  /** The client has asked. */
  INVOKE,
  /** It took effect, and this is the answer. */
  OK,
  /** It certainly took no effect. */
  FAIL,
  /** Nobody knows whether it took effect, or ever will; its process is never used again. */
  INFO
}
