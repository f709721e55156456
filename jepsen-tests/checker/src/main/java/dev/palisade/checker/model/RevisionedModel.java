package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;

/**
 * A model whose object counts its changes, and whose answers tell the count: what the algorithm of
 * revisions can be used for.
 *
 * @param <S> the states
 */
public interface RevisionedModel<S> extends Model<S> {
  /** The revision of a call that does not tell one. */
  long UNREPORTED = Long.MIN_VALUE;

  /** The revision that a required call left or saw; {@link #UNREPORTED} if it did not say. */
  long revision(Call call);

  /** Whether a call makes a new revision whenever it takes effect; the others never do. */
  boolean advances(Call call);
}
