package dev.palisade.cli.kv;

import dev.palisade.client.Hlc;
import dev.palisade.client.ReadOptions;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What a read may see. */
final class ReadChoices {
  @Option(
      names = "--stale",
      description =
          "Read what some node has applied, also without a quorum; the answer is labelled stale.")
  private boolean stale;

  @Option(
      names = "--at-revision",
      paramLabel = "REVISION",
      description = "Read as of this revision.")
  private @Nullable Long revision;

  @Option(
      names = "--at-time",
      paramLabel = "TIME",
      converter = TimeText.class,
      description = "Read as of this time, as in 2026-02-03T04:05:06.789Z.")
  private @Nullable Hlc time;

  ReadOptions readOptions() {
    ReadOptions options = stale ? ReadOptions.stale() : ReadOptions.linearizable();
    if (revision != null && time != null) {
      throw new IllegalArgumentException("--at-revision and --at-time exclude each other");
    }
    if (revision != null) {
      options = options.atRevision(revision);
    }
    return time == null ? options : options.atHlc(time);
  }

  /** A time of the clock stands for the end of its millisecond: all that happened in it is seen. */
  static final class TimeText implements ITypeConverter<Hlc> {
    @Override
    public Hlc convert(String text) {
      int plus = text.indexOf('+', text.indexOf('T') + 1);
      try {
        if (plus < 0) {
          return Hlc.endOf(Instant.parse(text));
        }
        int counter = Integer.parseInt(text.substring(plus + 1));
        Hlc start = Hlc.startOf(Instant.parse(text.substring(0, plus)));
        return new Hlc(start.bits() | (counter & 0xffff));
      } catch (DateTimeParseException | NumberFormatException e) {
        throw new TypeConversionException(
            "'" + text + "' is no time; write 2026-02-03T04:05:06.789Z, or that with +COUNTER");
      }
    }
  }
}
