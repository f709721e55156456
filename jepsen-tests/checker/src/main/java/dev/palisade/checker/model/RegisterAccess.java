package dev.palisade.checker.model;

import dev.palisade.checker.history.Call;
import org.jspecify.annotations.Nullable;

/**
 * A model whose object holds one value, which calls read, replace, or replace if it is another:
 * what the algorithm of zones can be used for.
 *
 * @param <S> the states
 */
public interface RegisterAccess<S> extends Model<S> {

  /** What a call does with the value. */
  sealed interface Access {}

  /** It saw a value. */
  record Read(@Nullable Object value) implements Access {}

  /** It replaced whatever there was. */
  record Write(@Nullable Object value) implements Access {}

  /** It saw a value and replaced it. */
  record Swap(@Nullable Object from, @Nullable Object to) implements Access {}

  /** It did not see a value. */
  record Excluded(@Nullable Object value) implements Access {}

  /** What a relevant call does, or would do if its outcome is unknown. */
  Access access(Call call);

  /** The value before any call. */
  @Nullable Object initialValue();
}
