package dev.palisade.kv.server;

import dev.palisade.kv.state.Limits;
import dev.palisade.kv.state.Query;
import dev.palisade.kv.state.Query.At;
import dev.palisade.proto.kv.Consistency;
import dev.palisade.proto.kv.GetRequest;
import dev.palisade.proto.kv.ListFencesRequest;
import dev.palisade.proto.kv.Operation;
import dev.palisade.proto.kv.RangeRequest;
import org.jspecify.annotations.Nullable;

/** Reads as they come over the wire, in the words of the state machine. */
final class WireQueries {
  /** A query, and whether any replica may answer it from what it has applied. */
  record Lookup(Query query, boolean stale) {}

  private WireQueries() {}

  /**
   * The query of a read; null for an operation that is none.
   *
   * @throws IllegalArgumentException if a field holds what no version of the protocol knows
   */
  static @Nullable Lookup lookup(Operation operation) {
    return switch (operation.getRequestCase()) {
      case GET -> get(operation.getGet());
      case RANGE -> range(operation.getRange());
      case CHECK ->
          new Lookup(
              new Query.CheckFence(
                  operation.getCheck().getFence(), operation.getCheck().getToken()),
              isStale(operation.getCheck().getConsistency()));
      case LIST_FENCES -> listFences(operation.getListFences());
      case PUT,
          DELETE,
          TXN,
          COMPACT,
          GRANT,
          RELEASE,
          DECLARE_EXTERNAL,
          PROTECT,
          UNPROTECT,
          OPEN_SESSION,
          KEEP_ALIVE,
          CLOSE_SESSION,
          REQUEST_NOT_SET ->
          null;
    };
  }

  private static Lookup get(GetRequest get) {
    return new Lookup(
        new Query.Get(get.getKey().toByteArray(), at(get.getAtRevision(), get.getAtHlc())),
        isStale(get.getConsistency()));
  }

  private static Lookup range(RangeRequest range) {
    return new Lookup(
        new Query.Range(
            WireCommands.rangeQuery(
                WireCommands.range(range.getKey(), range.getRangeEnd()),
                range.getLimit(),
                WireCommands.direction(range.getDescending()),
                WireCommands.shape(range.getCountOnly(), range.getKeysOnly())),
            at(range.getAtRevision(), range.getAtHlc())),
        isStale(range.getConsistency()));
  }

  private static Lookup listFences(ListFencesRequest list) {
    long limit = Integer.toUnsignedLong(list.getLimit());
    int bound = limit == 0 ? Limits.FENCES_LISTED : (int) Math.min(limit, Limits.FENCES_LISTED);
    return new Lookup(
        new Query.ListFences(list.getAfterFence(), list.getAfterPrefix().toByteArray(), bound),
        isStale(list.getConsistency()));
  }

  private static At at(long revision, long hlc) {
    if (revision != 0 && hlc != 0) {
      throw new IllegalArgumentException(
          "at_revision " + revision + " and at_hlc " + hlc + " are both set; give one of them");
    }
    if (revision != 0) {
      return new At.Revision(revision);
    }
    return hlc != 0 ? new At.Hlc(hlc) : new At.Newest();
  }

  private static boolean isStale(Consistency consistency) {
    return switch (consistency) {
      case LINEARIZABLE -> false;
      case STALE -> true;
      case UNRECOGNIZED ->
          throw new IllegalArgumentException("unknown consistency; give LINEARIZABLE or STALE");
    };
  }
}
