package dev.palisade.kv.state;

import dev.palisade.kv.state.Command.RangeQuery;
import dev.palisade.kv.state.Outcome.FenceState;
import dev.palisade.kv.state.Outcome.KeyValue;
import dev.palisade.kv.state.Outcome.RangeResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A read of the state machine, and its answer. */
public sealed interface Query {
  record Get(byte[] key, At at) implements Query {}

  record Range(RangeQuery query, At at) implements Query {}

  /** Whether a token is live; token 0 only asks for the state. */
  record CheckFence(String fence, long token) implements Query {}

  /**
   * A page of all fences, by name, and then of all protected prefixes, both in the order of their
   * bytes.
   *
   * @param afterFence only fences that follow this one; empty for all
   * @param afterPrefix only prefixes that follow this one, and no fences; empty for all
   * @param limit at most this many of both together
   */
  record ListFences(String afterFence, byte[] afterPrefix, int limit) implements Query {
    /** The first page, as long as may be. */
    public ListFences() {
      this("", new byte[0], Limits.FENCES_LISTED);
    }
  }

  /** The timestamp as of which it reads; 0 if it reads as of none. */
  default long asOfHlc() {
    At at =
        switch (this) {
          case Get(_, var when) -> when;
          case Range(_, var when) -> when;
          case CheckFence _, ListFences _ -> new At.Newest();
        };
    return at instanceof At.Hlc(var hlc) ? hlc : 0;
  }

  /** As of when to read. */
  sealed interface At {
    /** The newest state. */
    record Newest() implements At {}

    record Revision(long revision) implements At {}

    /**
     * The last revision whose timestamp is not later. The answer is final only once the state holds
     * an entry stamped then or later: who asks before that waits.
     */
    record Hlc(long hlc) implements At {}
  }

  /** The answer, with the revision that was read. */
  sealed interface Answer {
    record Got(@Nullable KeyValue found, long revision) implements Answer {}

    record Ranged(RangeResult result, long revision) implements Answer {}

    record FenceChecked(boolean live, @Nullable FenceState state, long revision)
        implements Answer {}

    /** With {@code more}, fences or prefixes follow the last of these. */
    record FencesListed(
        List<FenceState> fences, List<Protection> protections, boolean more, long revision)
        implements Answer {}

    /** Not answered: Invalid or TooOld. */
    record Refused(Outcome.Refused reason) implements Answer {}
  }

  /** A protected prefix. */
  record Protection(byte[] prefix, String fence) {}
}
