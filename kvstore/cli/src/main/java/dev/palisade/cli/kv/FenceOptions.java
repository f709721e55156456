package dev.palisade.cli.kv;

import dev.palisade.client.FenceToken;
import dev.palisade.client.WriteOptions;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The tokens that a write presents. */
final class FenceOptions {
  @Option(
      names = "--fence",
      paramLabel = "NAME:TOKEN",
      converter = TokenText.class,
      description = "Write only if this token of the fence is live. May be repeated.")
  private List<FenceToken> tokens = new ArrayList<>();

  List<FenceToken> tokens() {
    return tokens;
  }

  WriteOptions writeOptions() {
    WriteOptions options = WriteOptions.none();
    for (FenceToken token : tokens) {
      options = options.andFencedBy(token);
    }
    return options;
  }

  /** {@code NAME:TOKEN}; the name may hold colons itself. */
  static final class TokenText implements ITypeConverter<FenceToken> {
    @Override
    public FenceToken convert(String text) {
      int colon = text.lastIndexOf(':');
      if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,18}")) {
        throw new TypeConversionException(
            "'" + text + "' is no fence and token; write NAME:TOKEN, as in shard-7:42");
      }
      try {
        return new FenceToken(text.substring(0, colon), Long.parseLong(text.substring(colon + 1)));
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
