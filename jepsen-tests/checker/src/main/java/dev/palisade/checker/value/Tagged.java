package dev.palisade.checker.value;

import org.jspecify.annotations.Nullable;

/**
 * A tagged element of EDN, or a form behind a reader's sign such as a quote. Two are equal if tag
 * and form are.
 *
 * @param tag without the {@code #} in front
 * @param form what is tagged
 */
public record Tagged(String tag, @Nullable Object form) {

  /** The form without its tags. */
  public static @Nullable Object untagged(@Nullable Object value) {
    Object form = value;
    while (form instanceof Tagged(String _, Object inner)) {
      form = inner;
    }
    return form;
  }

  @Override
  public String toString() {
    return "#" + tag + " " + form;
  }
}
