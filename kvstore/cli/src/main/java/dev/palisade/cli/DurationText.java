package dev.palisade.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times as {@code 500ms}, {@code 10s}, {@code 2m}; at least a millisecond, at most an hour. */
public final class DurationText implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m)");
  private static final Duration LONGEST = Duration.ofHours(1);

  @Override
  public Duration convert(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + text + "' is no time; write 500ms, 10s or 2m");
    }
    long count = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          default -> Duration.ofMinutes(count);
        };
    if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
      throw new TypeConversionException("'" + text + "' is not between 1ms and 60m");
    }
    return duration;
  }
}
